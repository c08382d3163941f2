"""Files into Documents: one door, `read`, and a room for each format."""
