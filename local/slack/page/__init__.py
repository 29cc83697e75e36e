"""The page on which a person can be anybody in the workspace, and the same for programs."""
