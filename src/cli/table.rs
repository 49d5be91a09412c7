//! The look of tables on the screen.

use comfy_table::{ContentArrangement, Table, presets};

/// Columns under a header, as wide as the screen. A file gets no line breaks.
pub(super) fn table<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    table.add_rows(rows);
    table.to_string()
}
