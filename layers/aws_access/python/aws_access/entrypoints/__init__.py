"""Where events come in: each parses one kind of event, calls a use case and shapes the answer."""
