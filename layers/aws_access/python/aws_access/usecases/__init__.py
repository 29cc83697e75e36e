"""What people and clocks can make happen: each use case decides in the domain and acts through the ports."""
