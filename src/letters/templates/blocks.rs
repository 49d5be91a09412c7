//! The block helpers of the templates, stricter than handlebars' own: `if`,
//! `unless`, `with` and `each` over something that the letter does not have is
//! an error, where handlebars takes it as an empty value. And the block that is never
//! closed, of which handlebars only says that the file ends too early.

use handlebars::{
    BlockContext, Context, Handlebars, Helper, HelperDef, HelperResult, JsonTruthy, JsonValue, Output,
    PathAndJson, RenderContext, RenderError, RenderErrorReason, Renderable, to_json,
};

/// Puts the strict helpers in the place of handlebars' own.
pub fn register(handlebars: &mut Handlebars<'_>) {
    for block in [Block::If, Block::Unless, Block::With, Block::Each] {
        handlebars.register_helper(block.name(), Box::new(block));
    }
}

#[derive(Debug, Clone, Copy)]
enum Block {
    If,
    Unless,
    With,
    Each,
}

impl Block {
    fn name(self) -> &'static str {
        match self {
            Self::If => "if",
            Self::Unless => "unless",
            Self::With => "with",
            Self::Each => "each",
        }
    }

    /// The value it is about; an error when the template's path leads nowhere.
    fn subject<'a, 'rc>(self, h: &'a Helper<'rc>) -> Result<&'a PathAndJson<'rc>, RenderError> {
        let subject = h.param(0).ok_or(RenderErrorReason::ParamNotFoundForIndex(self.name(), 0))?;
        if subject.is_value_missing() {
            return Err(RenderErrorReason::MissingVariable(subject.relative_path().cloned()).into());
        }
        Ok(subject)
    }
}

impl HelperDef for Block {
    fn call<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        r: &'reg Handlebars<'reg>,
        ctx: &'rc Context,
        rc: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let subject = self.subject(h)?;
        let value = subject.value();
        let holds = match self {
            Self::Unless => !value.is_truthy(false),
            _ => value.is_truthy(false),
        };
        let Some(template) = (if holds { h.template() } else { h.inverse() }) else {
            return Ok(());
        };
        match (self, value) {
            (Self::With, _) if holds => {
                rc.push_block(block_of(subject));
                template.render(r, ctx, rc, out)?;
                rc.pop_block();
                Ok(())
            }
            (Self::Each, JsonValue::Array(items)) if holds => {
                rc.push_block(BlockContext::new());
                for (index, item) in items.iter().enumerate() {
                    if let Some(block) = rc.block_mut() {
                        enter(block, subject, index, item, items.len());
                    }
                    template.render(r, ctx, rc, out)?;
                }
                rc.pop_block();
                Ok(())
            }
            (Self::Each, _) if holds => Err(RenderErrorReason::InvalidParamType("array").into()),
            _ => template.render(r, ctx, rc, out),
        }
    }
}

/// How many steps down a value may lie to be looked up from the top each time. From there on a
/// copy of it, which is small, is quicker to look things up in.
const DEEP: usize = 2;

/// A block that looks up its paths from `subject`.
fn block_of<'rc>(subject: &PathAndJson<'rc>) -> BlockContext<'rc> {
    let mut block = BlockContext::new();
    match subject.context_path() {
        Some(path) if path.len() <= DEEP => block.base_path_mut().clone_from(path),
        _ => block.set_base_value(subject.value().clone()),
    }
    block
}

fn enter(
    block: &mut BlockContext<'_>,
    list: &PathAndJson<'_>,
    index: usize,
    item: &JsonValue,
    length: usize,
) {
    block.set_local_var("first", to_json(index == 0));
    block.set_local_var("last", to_json(index + 1 == length));
    block.set_local_var("index", to_json(index));
    match list.context_path() {
        Some(path) if path.len() < DEEP => {
            let mut path = path.clone();
            path.push(index.to_string());
            *block.base_path_mut() = path;
        }
        _ => block.set_base_value(item.clone()),
    }
}

/// The innermost block that is open at the end of `source`: its line, from 1, and its name.
pub(super) fn unclosed(source: &str) -> Option<(usize, &str)> {
    let mut open = Vec::new();
    for (at, _) in source.match_indices("{{") {
        let tag = source[at + 2..].trim_start_matches(['{', '~']);
        match tag.strip_prefix('#') {
            Some(rest) => {
                let is_end = |letter: char| letter.is_whitespace() || letter == '}' || letter == '~';
                let name = rest.split(is_end).next().unwrap_or_default();
                open.push((source[..at].matches('\n').count() + 1, name));
            }
            None if tag.starts_with('/') => {
                open.pop();
            }
            None => {}
        }
    }
    open.pop()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn render(template: &str) -> Result<String, RenderError> {
        let mut handlebars = Handlebars::new();
        handlebars.set_strict_mode(true);
        register(&mut handlebars);
        let data = json!({
            "yes": true, "no": false, "nothing": null, "none": [], "unit": { "name": "Viken" },
            "list": [{ "n": "a", "sub": [1, 2] }, { "n": "b", "sub": [] }],
        });
        handlebars.render_template(template, &data)
    }

    #[test]
    fn blocks_over_something_that_is_not_there_are_errors() {
        for template in [
            "{{#if typo}}x{{/if}}",
            "{{#unless typo}}x{{/unless}}",
            "{{#each typo}}x{{else}}y{{/each}}",
            "{{#with typo}}x{{else}}y{{/with}}",
            "{{#each list}}{{#if typo}}x{{/if}}{{/each}}",
            "{{#each unit}}x{{/each}}",
        ] {
            assert!(render(template).is_err(), "{template}");
        }
    }

    #[test]
    fn blocks_over_something_that_is_empty_take_the_other_branch() {
        assert_eq!(render("{{#if no}}x{{else}}y{{/if}}").unwrap(), "y");
        assert_eq!(render("{{#unless no}}x{{/unless}}").unwrap(), "x");
        assert_eq!(render("{{#with nothing}}x{{else}}y{{/with}}").unwrap(), "y");
        assert_eq!(render("{{#each none}}x{{else}}y{{/each}}").unwrap(), "y");
    }

    #[test]
    fn lists_and_objects_are_entered_and_left_again() {
        assert_eq!(render("{{#with unit}}{{name}}{{/with}}{{yes}}").unwrap(), "Vikentrue");
        let nested =
            "{{#each list}}{{n}}{{#each sub}}{{this}}{{../n}}{{/each}}{{#if @last}}.{{/if}}{{/each}}";
        assert_eq!(render(nested).unwrap(), "a1a2ab.");
    }

    #[test]
    fn the_innermost_block_that_stays_open_is_found_with_its_line() {
        for (source, found) in [
            ("{{#if a}}\n{{b}}\n", Some((1, "if"))),
            ("{{#each a}}\n{{#if b}}\n{{/if}}\n{{~#if c~}}\n\n", Some((4, "if"))),
            ("{{#if a}}{{else}}{{/if}}\n{{#each}}\n", Some((2, "each"))),
            ("{{#if a}}{{/if}}{{{b}}}\n", None),
            ("{{", None),
            ("{{#", Some((1, ""))),
        ] {
            assert_eq!(unclosed(source), found, "{source}");
        }
    }
}
