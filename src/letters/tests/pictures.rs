//! Tests of the pictures in letters: what they say to those who do not see them, and how much they weigh.

use base64::Engine as _;

use super::*;

/// The words in the place of each picture.
fn alternatives(html: &str) -> Vec<String> {
    let after = html.split("alt=\"").skip(1);
    after.map(|rest| rest.split('"').next().unwrap().replace('\u{a0}', " ")).collect()
}

#[test]
fn a_picture_is_told_in_words_with_its_course_target_and_breaks() {
    let swedish = alternatives(&sample("three-asks-sv").html);
    assert_eq!(
        swedish,
        [
            "Diagram: Lärlogg (pedagoger) de senaste 12 undervisningsveckorna. Från 20 % i vecka 35 upp till \
             41 % i vecka 47. Målet är 80 %. Uppehåll: vecka 44 (Höstlov).",
            "Diagram: Bedömning de senaste 12 undervisningsveckorna. Från 0 % i vecka 35 upp till 29 % i \
             vecka 47. Målet har gått från 5 % till 84 %. Uppehåll: vecka 44 (Höstlov).",
            "Diagram: Planering de senaste 8 undervisningsveckorna. Från 14 % i vecka 39 ner till 0 % i \
             vecka 47. Målet är 50 %. Uppehåll: vecka 44 (Höstlov).",
        ]
    );
    let english = alternatives(&sample("every-measure-en").html);
    assert_eq!(
        english[1],
        "Chart: teaching days since Blog was used, over the latest 11 teaching weeks. From 3 teaching days in \
         week 36 up to 12 teaching days in week 47. The target is at most 5 teaching days. Breaks: week 44 \
         (Höstlov)."
    );
}

#[test]
fn weeks_without_a_figure_are_owned_up_to() {
    let [alternative] = alternatives(&sample("small-preschool-sv").html).try_into().unwrap();
    assert!(alternative.ends_with("Målet är 80 %. 3 av veckorna har ingen siffra."), "{alternative}");
}

#[test]
fn what_looks_the_same_in_whole_per_cent_is_not_called_a_change() {
    let mut letter = to_principal();
    let trend = letter.parts[0].asks[0].trend.as_mut().unwrap();
    trend.points[0].value = Some(crate::domain::number::Exact::new(411, 1000));
    let composed = LETTERS.compose(&letter, &samples::frame()).unwrap();
    let words = &alternatives(&composed.html)[0];
    assert!(words.contains("veckorna. 41 % både i vecka 35 och i vecka 47. Målet"), "{words}");
}

#[test]
fn a_letter_with_its_pictures_stays_light() {
    for (name, letter) in composed() {
        let of_pictures = |picture: &Picture| {
            assert!(picture.png.starts_with(b"\x89PNG"), "{name}");
            assert!(picture.png.len() < 12_000, "{name}: {} has {} bytes", picture.id, picture.png.len());
            base64::engine::general_purpose::STANDARD.encode(&picture.png).len()
        };
        let pictures: usize = letter.pictures.iter().map(of_pictures).sum();
        let all = pictures + letter.html.len() + letter.text.len();
        assert!(all < 150_000, "{name} has {all} bytes");
    }
}

#[test]
fn a_letter_without_a_trend_has_no_picture_and_no_room_for_one() {
    for name in ["all-met-sv", "nothing-new-sv"] {
        let letter = sample(name);
        assert!(letter.pictures.is_empty() && !letter.html.contains("<img"), "{name}");
    }
}
