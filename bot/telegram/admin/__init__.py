"""The buttons of /admin, broadcasts, and what admins are told without asking."""
