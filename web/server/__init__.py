"""How connections are held: deadlines, places, and a watch on whatever holds the loop up."""
