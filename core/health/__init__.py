"""How the deployment is: what is fine, what somebody should look at, what they should act on, and how."""
