"""What the app may ask of Slack: the Web API, the response URLs, and the switches for tests."""
