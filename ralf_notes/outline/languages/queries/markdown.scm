[(atx_heading) (setext_heading)] @heading
(section (paragraph) @paragraph)

[(inline) (pipe_table_cell) (html_block) (link_reference_definition)] @links
