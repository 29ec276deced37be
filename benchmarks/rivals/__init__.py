"""What the product is compared with, installed in an environment of its own."""
