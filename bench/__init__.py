"""How fast it is, each figure beside a raw limit measured in the same run (`make bench`)."""
