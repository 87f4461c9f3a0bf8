"""What is said of who may talk and how much: to those before the gate, to admins; limits in words."""
