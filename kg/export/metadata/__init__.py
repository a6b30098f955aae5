"""What the dataset is, what its files are and how they came about."""
