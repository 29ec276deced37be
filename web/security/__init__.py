"""What stands between the network and the pages: headers, sessions, forged requests, guards."""
