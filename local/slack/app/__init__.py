"""What Slack sends to the app when a person does something, and what becomes of the app's answer."""
