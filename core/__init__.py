"""The rules of the product: who may have what, what is stored, and what happens next."""
