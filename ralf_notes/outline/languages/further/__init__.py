"""Rules of further languages, whose queries say most of what there is to say."""
