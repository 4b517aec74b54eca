# Looks for the drawer below DRAWER_ROOT.

find_library(Drawer_LIBRARY drawer HINTS ${DRAWER_ROOT})
