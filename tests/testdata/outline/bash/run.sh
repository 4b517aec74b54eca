#!/bin/bash
# shellcheck disable=SC2034
#
# About the script.
. ./a.sh
source "$x/b.sh"
# d
f() { echo; }
function _g { :; }
readonly MAX=1
export FOO=2
BAR=3
