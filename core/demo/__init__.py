"""Made-up practices for trying the product out, and the sign-ins to do so. Never outside a demo."""

from core.demo.filling import fill
from core.demo.sign_ins import PASSWORD, SignIn, sign_ins

__all__ = ["PASSWORD", "SignIn", "fill", "sign_ins"]
