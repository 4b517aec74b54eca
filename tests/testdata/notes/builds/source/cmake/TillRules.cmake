# Turns warnings of the compiler into errors.
# In releases they stay warnings.
function(till_warnings target)
  target_compile_options(${target} PRIVATE -Wall)
endfunction()

macro(till_install target)
  install(TARGETS ${target})
endmacro()
