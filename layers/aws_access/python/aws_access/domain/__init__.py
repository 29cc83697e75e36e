"""What a request is, what may be granted and what a policy says: values and pure functions, standard library only."""
