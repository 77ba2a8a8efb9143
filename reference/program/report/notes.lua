-- Turns a note into a part of one page: its headings get names that no other note has, links between notes lead to these,
-- and links to anything else become plain text, since the page stands alone. The name of the note is its file's.
local note = pandoc.path.split_extension(pandoc.path.filename(PANDOC_STATE.input_files[1])):lower()

local function anchor(file, part)
  local name = "note-" .. file:lower()
  if part ~= "" then name = name .. "-" .. part end
  return "#" .. name
end

-- What write-table has written belongs to the last verified run, and the page shows its own.
local function without_table(document)
  local kept, inside = {}, false
  for _, block in ipairs(document.blocks) do
    local comment = block.t == "RawBlock" and block.text or ""
    if comment:match("^<!%-%- begin: written by write%-table") then
      inside = true
      table.insert(kept, pandoc.Para({pandoc.Str("The table and the graph at the head of this page are of this run.")}))
    end
    if not inside then table.insert(kept, block) end
    if comment:match("^<!%-%- end: written by write%-table") then inside = false end
  end
  document.blocks = kept
  return document
end

-- A comma or bracket never begins a line after a formula.
local function keep_together(inlines)
  for i = #inlines - 1, 1, -1 do
    if inlines[i].t == "Math" and inlines[i].mathtype == "InlineMath" and inlines[i + 1].t == "Str" and
        inlines[i + 1].text:match("^[,.;:)]+$") then
      inlines[i] = pandoc.Span({inlines[i], inlines[i + 1]}, {class = "together"})
      inlines:remove(i + 1)
    end
  end
  return inlines
end

return {
  {Pandoc = without_table},
  {Inlines = keep_together},
  {
    Header = function(heading)
      if heading.level == 1 then  -- two names: of the file, and of its heading
        heading.content:insert(1, pandoc.Span({}, {id = "note-" .. note .. "-" .. heading.identifier}))
        heading.identifier = "note-" .. note
      else
        heading.identifier = "note-" .. note .. "-" .. heading.identifier
      end
      heading.level = math.min(heading.level + 1, 6)
      return heading
    end,
    CodeBlock = function(block)
      if block.classes:includes("mermaid") then return {} end  -- the page has a graph of its own
    end,
    Link = function(link)
      local part = link.target:match("^#(.+)$")
      if part then
        link.target = anchor(note, part)
        return link
      end
      local file, rest = link.target:match("^([%w-]+)%.md#?(.*)$")
      if file then
        link.target = anchor(file, rest)
        return link
      end
      if link.target:match("^https?://") then return link end
      return link.content
    end,
  },
}
