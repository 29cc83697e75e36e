"""Measures what people wait for, on this machine: cold starts, answers, and the way from a click to access and back."""
