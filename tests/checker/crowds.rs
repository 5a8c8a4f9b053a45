//! Worlds of many sites and many areas: copies of those of a smaller one, so that what
//! stood at an edge stands there still.

use crate::worlds::{Place, World};
use justice_reinvestment::{Assessment, Codes, assess};

/// The assessment of a world, or of one with more sites or areas, in turn.
pub fn assessed(world: &World, case: u64) -> Assessment {
    let crowd = match case % 20 {
        7 => with_more_areas(world, 12),
        13 => with_more_sites(world, 10),
        19 => with_more_sites(&with_more_areas(world, 4), 4),
        _ => world.clone(),
    };
    let scheme = crowd.scheme();
    match assess(&scheme, &crowd.demand(&scheme)) {
        Ok(assessment) => assessment,
        // So many large counts together are more than an amount can hold.
        Err(_) => world.assessed(),
    }
}

fn code(codes: Codes, site: usize, area: usize) -> String {
    match codes {
        Codes::Gss => format!("E09{site:03}{area:03}"),
        _ => format!("Site-{site}.{area}"),
    }
}

fn with_more_areas(world: &World, times: usize) -> World {
    let mut crowd = world.clone();
    for (number, place) in crowd.sites.iter_mut().enumerate() {
        let areas = place.areas.len();
        place.code = code(world.codes, number, 0);
        let all = 1..=areas * times;
        place.areas = all.map(|area| code(world.codes, number, area)).collect();
        for copy in 1..times {
            for series in world.series.iter().filter(|series| series.site == number) {
                let mut series = series.clone();
                series.area += copy * areas;
                crowd.series.push(series);
            }
        }
    }
    crowd
}

fn with_more_sites(world: &World, times: usize) -> World {
    let mut crowd = world.clone();
    for copy in 1..times {
        for (number, place) in world.sites.iter().enumerate() {
            let other = number + copy * world.sites.len();
            let areas = 1..=place.areas.len();
            crowd.sites.push(Place {
                code: code(world.codes, other, 0),
                areas: areas.map(|area| code(world.codes, other, area)).collect(),
                ..place.clone()
            });
        }
        for series in &world.series {
            let mut series = series.clone();
            series.site += copy * world.sites.len();
            crowd.series.push(series);
        }
    }
    crowd
}
