# 1
N = 1


def open_gate(key):
    return key


def close_gate(key):
    return not key
