"""A local Slack: speaks Slack's protocol to the app and to people, keeps everything in memory, on one machine."""
