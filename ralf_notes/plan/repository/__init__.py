"""What a repository, and each folder of it, is: by manifests, READMEs and what stands in them."""
