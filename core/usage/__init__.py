"""What people use: their own applications, and a record of each opening."""
