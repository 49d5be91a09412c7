//! Tests of charts: what is drawn, and where.

use super::layout::Layout;
use super::row::width;
use super::*;

fn week(number: u32, value: Option<f64>) -> Slot {
    Slot::Week { name: format!("v. {number}"), value, target: Some(0.8) }
}

fn chart(values: &[Option<f64>]) -> Chart {
    let slots = (36..).zip(values).map(|(number, value)| week(number, *value)).collect();
    Chart { slots, top: 1.0, sloping: false, value: "43 %".to_owned(), target: "mål 80 %".to_owned() }
}

fn texts(chart: &Chart) -> Vec<String> {
    Layout::of(chart).labels.iter().map(|label| label.text.clone()).collect()
}

#[test]
fn the_labels_are_the_newest_value_the_target_and_the_first_and_last_week() {
    let chart = chart(&[Some(0.2), Some(0.3), Some(0.4), Some(0.43)]);
    assert_eq!(texts(&chart), ["43 %", "mål 80 %", "v. 36", "v. 39"]);
}

#[test]
fn writing_is_drawn_and_does_not_just_take_up_room() {
    let drawing = chart(&[Some(0.2), Some(0.3), Some(0.43)]).drawing();
    let drawn = drawing.png().unwrap();
    assert_eq!(drawing.labels.len(), 4);
    for index in 0..drawing.labels.len() {
        let mut without = drawing.clone();
        let label = without.labels.remove(index);
        assert_ne!(drawn, without.png().unwrap(), "{} is not drawn", label.text);
    }
}

#[test]
fn the_same_chart_is_the_same_picture_whatever_was_painted_before() {
    let chart = chart(&[Some(0.2), Some(0.3), Some(0.43)]);
    let first = chart.drawing().png().unwrap();
    for number in 0..1100 {
        let mut other = Drawing { width: 1, height: 1, shapes: Vec::new(), ..chart.drawing() };
        other.labels.truncate(1);
        other.labels[0].text = number.to_string();
        other.png().unwrap();
    }
    assert_eq!(chart.drawing().png().unwrap(), first);
}

#[test]
fn a_week_without_a_value_breaks_the_line_and_a_pause_is_bridged() {
    let mut chart = chart(&[Some(0.2), None, Some(0.4), Some(0.5), Some(0.6)]);
    chart.slots.insert(4, Slot::Pause("Höstlov".to_owned()));
    let layout = Layout::of(&chart);
    assert_eq!(layout.runs.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2, 1]);
    assert_eq!((layout.bridges.len(), layout.bands.len()), (1, 1));
    assert!(texts(&chart).contains(&"Höstlov".to_owned()));
}

#[test]
fn heights_are_true_to_the_numbers() {
    let layout = Layout::of(&chart(&[Some(0.0), Some(0.5), Some(1.0)]));
    let heights: Vec<_> = layout.runs[0].iter().map(|spot| layout.bottom - spot.y).collect();
    let whole = layout.bottom - layout.top;
    assert!(heights[0].abs() < 0.01 && (heights[1] - whole / 2.0).abs() < 0.01);
    assert!((heights[2] - whole).abs() < 0.01);
}

#[test]
fn a_target_that_is_changed_steps_and_one_on_a_path_slopes() {
    let mut chart = chart(&[Some(0.2), Some(0.3), Some(0.4)]);
    chart.slots[0] = Slot::Week { name: "v. 36".to_owned(), value: Some(0.2), target: Some(0.6) };
    let upright = |chart: &Chart| {
        let lines = Layout::of(chart).targets;
        lines[0]
            .windows(2)
            .any(|pair| (pair[0].x - pair[1].x).abs() < 0.01 && (pair[0].y - pair[1].y).abs() > 1.0)
    };
    assert!(upright(&chart));
    chart.sloping = true;
    assert!(!upright(&chart));
}

#[test]
fn a_path_goes_straight_on_through_a_pause() {
    let mut chart = chart(&[Some(0.1), Some(0.1), Some(0.1), Some(0.1)]);
    chart.sloping = true;
    // The letter after the pause is a week later than others, and so is its target.
    for (slot, aim) in chart.slots.iter_mut().zip([0.2, 0.4, 0.5, 0.6]) {
        if let Slot::Week { target, .. } = slot {
            *target = Some(aim);
        }
    }
    chart.slots.insert(2, Slot::Pause("Höstlov".to_owned()));
    let path = &Layout::of(&chart).targets[0];
    let slopes: Vec<_> =
        path.windows(2).map(|pair| (pair[0].y - pair[1].y) / (pair[1].x - pair[0].x)).collect();
    let (last, rising) = slopes.split_last().unwrap();
    assert!(rising.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.001), "{slopes:?}");
    assert!(last.abs() < 0.001, "it ends level, beside its label");
}

#[test]
fn a_value_next_to_its_target_is_written_clear_of_it() {
    for value in [0.0, 0.02, 0.4, 0.79, 0.8, 0.82, 1.0] {
        for target in [0.01, 0.4, 0.8, 1.0] {
            let mut chart = chart(&[Some(0.2), Some(0.3), Some(value)]);
            for slot in &mut chart.slots {
                if let Slot::Week { target: aim, .. } = slot {
                    *aim = Some(target);
                }
            }
            let labels = Layout::of(&chart).labels;
            let apart = (labels[0].y - labels[1].y).abs();
            assert!(apart >= 18.0, "{value} and {target} are {apart} apart");
            assert!(labels.iter().all(|label| label.y > 14.0 && label.y < f64::from(HEIGHT)));
        }
    }
}

#[test]
fn names_that_do_not_fit_are_left_out_and_no_two_labels_touch() {
    let mut chart = chart(&[Some(0.2), Some(0.3), Some(0.4), Some(0.5)]);
    chart.slots.insert(
        3,
        Slot::Pause("Ett lov med ett väldigt långt namn som aldrig får plats någonstans".to_owned()),
    );
    chart.slots.insert(2, Slot::Pause("Höstlov".to_owned()));
    chart.slots.insert(1, Slot::Pause("Lov".to_owned()));
    let labels = Layout::of(&chart).labels;
    assert!(!labels.iter().any(|label| label.text.starts_with("Ett lov")));
    for (index, one) in labels.iter().enumerate().filter(|(_, label)| label.centred) {
        for other in labels[index + 1..].iter().filter(|other| other.centred && (other.y - one.y).abs() < 1.0)
        {
            let room = f64::midpoint(width(&one.text, one.style), width(&other.text, other.style));
            assert!((one.x - other.x).abs() > room, "{} touches {}", one.text, other.text);
        }
    }
}

#[test]
fn a_break_may_be_called_anything() {
    for name in ["<b>&\"'</b>", "\u{0}\u{1}\u{fffe}\u{ffff}", "雪休み ❄️", "]]>", "\u{202e}vol"] {
        let mut chart = chart(&[Some(0.2), Some(0.3), Some(0.4)]);
        chart.slots.insert(1, Slot::Pause(name.to_owned()));
        chart.drawing().png().unwrap_or_else(|error| panic!("{name:?}: {error}"));
    }
}

#[test]
fn numbers_that_no_letter_has_draw_a_picture_too() {
    for values in [&[][..], &[None, None], &[Some(f64::NAN), Some(f64::INFINITY), Some(-3.0)]] {
        for top in [0.0, f64::NAN, 1.0] {
            Chart { top, ..chart(values) }.drawing().png().unwrap();
        }
    }
}
