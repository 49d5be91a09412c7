//! Lines of `Name: value`, as headers and reports of mail servers write them.

/// The most fields of one text that are read.
const MOST: usize = 2000;

/// A name in lower case, and its value with folded lines put together.
pub(super) type Field = (String, String);

/// The blocks of fields in a text, which empty lines part.
pub(super) fn blocks(text: &str) -> Vec<Vec<Field>> {
    let mut blocks = vec![Vec::<Field>::new()];
    let mut count = 0;
    for line in text.lines().map(str::trim_end) {
        if count >= MOST {
            break;
        }
        let Some(block) = blocks.last_mut() else { break };
        if line.is_empty() {
            if !block.is_empty() {
                blocks.push(Vec::new());
            }
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = block.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            block.push((name.trim().to_lowercase(), value.trim().to_owned()));
            count += 1;
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// The value of the first field with this name.
pub(super) fn value<'a>(fields: &'a [Field], name: &str) -> Option<&'a str> {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_lines_belong_to_the_field_above_and_empty_lines_part_blocks() {
        let blocks = blocks("A: 1\r\n  more\r\nno field\r\n\r\n\r\nB-c : x: y\r\n");
        assert_eq!(blocks.len(), 2);
        assert_eq!(value(&blocks[0], "a"), Some("1 more"));
        assert_eq!(value(&blocks[1], "b-c"), Some("x: y"));
        assert_eq!(value(&blocks[1], "a"), None);
        assert!(super::blocks("\n\n folded first\n").is_empty());
    }
}
