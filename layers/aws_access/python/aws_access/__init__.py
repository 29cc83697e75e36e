"""aws-access: time-bound AWS access for one person, on the team role that they already use."""
