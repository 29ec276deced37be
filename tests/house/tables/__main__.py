"""Write the tables of README and documentation anew."""

from tests.house.tables import write_all

write_all()
