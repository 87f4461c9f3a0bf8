"""People and groups: who may talk, how much, what admins see and change of them, and what is theirs."""
