-- Turns a note into a part of one page: its headings get names that no other note has, links between notes lead to these,
-- and links to anything else become plain text, since the page stands alone. The name of the note is its file's.
local note = pandoc.path.split_extension(pandoc.path.filename(PANDOC_STATE.input_files[1])):lower()

local function anchor(file, part)
  local name = "note-" .. file:lower()
  if part ~= "" then name = name .. "-" .. part end
  return "#" .. name
end

return {
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
