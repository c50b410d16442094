// Lists that are too long to write out: sorted, filtered, and shown a page at a time.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const PAGE = 100;
  // Most rows that are put on paper.
  const PRINTED = 2000;
  const SVG = 'http://www.w3.org/2000/svg';

  // ---- what cells mean (ReportData says the order)

  const text = cell => (typeof cell === 'string' ? cell : cell ? data.strings[cell - 1] : '');
  const number = cell => cell || 0;
  const FOUND = {
    rule: f => (data.rules[f[0]] || [])[0] || '',
    title: f => (data.rules[f[0]] || [])[1] || '',
    severity: f => number(f[1]),
    status: f => data.statuses[number(f[2])],
    kind: f => data.subjects[number(f[3])][0],
    subject: f => data.subjects[number(f[3])][1] || '',
    message: f => text(f[4]),
    path: f => text(f[5]),
    layer: f => (f[6] ? data.layers[f[6] - 1] : null),
    place: f => text(f[7]),
    fp: f => f[8] || '',
    line: f => number(f[9]),
    state: f => (f[10] ? data.states[f[10] - 1] : ''),
    stops: f => f[11] === 1,
    why: f => text(f[12]),
  };
  const counts = f => number(f[2]) < 2;
  const severityOf = f => data.severities[FOUND.severity(f)];

  // ---- making elements: text only, never markup

  const make = (name, properties, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties || {})) {
      if (key === 'class') {
        element.className = value;
      } else if (key.startsWith('on')) {
        element.addEventListener(key.slice(2), value);
      } else if (value !== false && value !== null && value !== undefined) {
        element.setAttribute(key, value === true ? '' : value);
      }
    }
    element.append(...children.filter(child => child !== null && child !== ''));
    return element;
  };
  const draw = (name, properties, ...children) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(properties || {})) {
      element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };
  const badge = (label, kind) => make('span', {class: 'badge ' + (kind || label)}, label);
  const grouped = n => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
  const plural = (n, noun) => grouped(n) + ' ' + noun + (n === 1 ? '' : 's');
  const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const size = bytes => {
    let unit = 0;
    let value = bytes;
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return (unit && value < 9.95 ? value.toFixed(1) : Math.round(value)) + ' ' + UNITS[unit];
  };
  const facts = pairs =>
    make('dl', {class: 'facts'},
      ...pairs.filter(([, value]) => value).flatMap(([name, value]) =>
        [make('dt', {}, name), make('dd', {}, value)]));
  let labels = 0;
  const labelled = (label, control, kind) => {
    control.id = 'control-' + ++labels;
    return make('div', {class: 'control ' + (kind || '')}, make('label', {for: control.id}, label), control);
  };
  const code = said => make('code', {}, said);

  // ---- lists

  // A list of rows that can be sorted, filtered, paged through and unfolded.
  class List {
    constructor(host, settings) {
      Object.assign(this, settings);
      this.page = 0;
      this.open = new Set();
      this.haystack = null;
      this.query = make('input', {type: 'search', autocomplete: 'off', spellcheck: 'false'});
      this.query.addEventListener('input', () => this.later());
      this.said = make('span', {role: 'status', class: 'dim'});
      this.back = make('button', {type: 'button', onclick: () => this.turn(-1)}, 'Previous');
      this.next = make('button', {type: 'button', onclick: () => this.turn(1)}, 'Next');
      this.head = make('tr', {});
      this.body = make('tbody', {});
      this.columns.forEach((column, at) => {
        const cell = make('th', {scope: 'col', class: column.kind || ''});
        if (column.by) {
          cell.append(make('button', {type: 'button', onclick: () => this.sortBy(at)}, column.name));
        } else if (column.name) {
          cell.append(column.name);
        } else {
          cell.append(make('span', {class: 'visually-hidden'}, 'Details'));
        }
        this.head.append(cell);
      });
      host.append(
        make('div', {class: 'controls'},
          labelled('Filter ' + this.noun + 's', this.query, 'grow'),
          ...(this.choices || []).map(choice => labelled(choice.label, choice.element))),
        make('div', {class: 'pager'}, this.said, this.back, this.next),
        make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': this.label},
          make('table', {class: 'list'}, make('thead', {}, this.head), this.body)));
      (this.choices || []).forEach(choice =>
        choice.element.addEventListener('change', () => this.filter()));
      this.order = this.rows.map((row, at) => at);
      this.sorted = this.order;
      this.filter();
    }

    later() {
      if (!this.waiting) {
        this.waiting = true;
        requestAnimationFrame(() => {
          this.waiting = false;
          this.filter();
        });
      }
    }

    hay(at) {
      if (!this.haystack) {
        this.haystack = this.rows.map(row => this.words(row).join('\n').toLowerCase());
      }
      return this.haystack[at];
    }

    filter() {
      const words = this.query.value.toLowerCase().split(/\s+/).filter(word => word);
      const takes = this.takes || (() => true);
      this.order = this.sorted.filter(at =>
        takes(this.rows[at]) && (!words.length || words.every(word => this.hay(at).includes(word))));
      this.page = 0;
      this.show();
    }

    sortBy(at, up) {
      const column = this.columns[at];
      this.up = up !== undefined ? up : this.by === at ? !this.up : !column.downFirst;
      this.by = at;
      const keys = this.rows.map(column.by);
      const sign = this.up ? 1 : -1;
      this.sorted = this.rows.map((row, index) => index).sort((a, b) =>
        keys[a] < keys[b] ? -sign : keys[a] > keys[b] ? sign : a - b);
      [...this.head.children].forEach((cell, index) => {
        if (index === at) {
          cell.setAttribute('aria-sort', this.up ? 'ascending' : 'descending');
        } else {
          cell.removeAttribute('aria-sort');
        }
      });
      this.filter();
    }

    turn(by) {
      this.page += by;
      this.show();
    }

    pages() {
      return Math.max(1, Math.ceil(this.order.length / PAGE));
    }

    show(from = this.page * PAGE, to = from + PAGE) {
      this.body.replaceChildren(...this.order.slice(from, to).flatMap(at => this.drawn(at)));
      const of = this.total > this.rows.length
        ? ' (the first ' + grouped(this.rows.length) + ' of ' + grouped(this.total) + ')' : '';
      const last = Math.min(to, this.order.length);
      this.said.textContent = this.order.length === 0
        ? 'No ' + this.noun + ' matches' + of
        : (this.order.length > PAGE ? grouped(from + 1) + '–' + grouped(last) + ' of ' : '')
          + (this.order.length === this.rows.length
            ? plural(this.rows.length, this.noun)
            : grouped(this.order.length) + ' of ' + plural(this.rows.length, this.noun)) + of;
      this.back.disabled = this.page === 0;
      this.next.disabled = this.page >= this.pages() - 1;
      const alone = this.pages() === 1;
      this.back.hidden = alone;
      this.next.hidden = alone;
    }

    drawn(at) {
      const row = this.rows[at];
      const opened = this.open.has(at);
      const opener = make('button', {
        type: 'button', class: 'opener', 'aria-expanded': String(opened), 'aria-label': 'Details of ' + this.named(row),
        onclick: () => {
          this.open.has(at) ? this.open.delete(at) : this.open.add(at);
          const here = opener.closest('tr');
          if (here.nextElementSibling && here.nextElementSibling.classList.contains('more')) {
            here.nextElementSibling.remove();
          }
          if (this.open.has(at)) {
            here.after(this.more(row, at));
          }
          opener.setAttribute('aria-expanded', String(this.open.has(at)));
          opener.textContent = this.open.has(at) ? '−' : '+';
        },
      }, opened ? '−' : '+');
      const main = make('tr', {class: this.target === at ? 'target' : ''},
        make('td', {class: 'fit'}, opener),
        ...this.cells(row, at).map((cell, index) =>
          make('td', {class: this.columns[index + 1].kind || ''}, ...[].concat(cell))));
      if (this.identity) {
        main.id = this.identity(at);
      }
      return opened ? [main, this.more(row, at)] : [main];
    }

    more(row, at) {
      return make('tr', {class: 'more'},
        make('td', {colspan: String(this.columns.length)}, this.details(row, at)));
    }

    // Shows one row, whatever the filter was, and moves there.
    reveal(at) {
      this.query.value = '';
      (this.choices || []).forEach(choice => choice.clear());
      this.target = at;
      this.open.add(at);
      this.filter();
      this.page = Math.floor(this.order.indexOf(at) / PAGE);
      this.show();
      const row = this.body.querySelector('tr.target');
      row.scrollIntoView({block: 'center'});
      row.querySelector('button').focus({preventScroll: true});
    }
  }

  const select = (options, initial) => {
    const element = make('select', {},
      ...options.map(([value, label]) => make('option', {value: value}, label)));
    element.value = initial;
    return element;
  };
  const choice = (label, options, initial, cleared) => {
    const element = select(options, initial);
    return {label: label, element: element, clear: () => { element.value = cleared; }};
  };

  // ---- findings

  // Of several findings with one fingerprint each has its number as well.
  const identities = [];
  const byIdentity = new Map();
  data.findings.forEach((finding, at) => {
    let identity = 'f-' + FOUND.fp(finding);
    for (let again = 2; byIdentity.has(identity); again++) {
      identity = 'f-' + FOUND.fp(finding) + '-' + again;
    }
    identities.push(identity);
    byIdentity.set(identity, at);
  });
  const compared = data.findings.some(finding => finding[10]);
  const severityChoice = choice('Severity',
    [['0', 'all'], ...data.severities.slice(1).map((label, at) =>
      [String(at + 1), at + 2 === data.severities.length ? label : label + ' and worse'])], '0', '0');
  const statusChoice = choice('Status',
    [['counting', 'what counts'], ['', 'all'], ['stops', 'what stops the run'],
      ...data.statuses.map(label => [label, label.replace(/-/g, ' ')])], 'counting', '');
  const ruleChoice = choice('Rule',
    [['', 'all'], ...data.rules.map((rule, at) => [rule[0], String(at)])
      .sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)).filter((rule, at, all) => !at || all[at - 1][0] !== rule[0])
      .map(([id]) => [id, id])], '', '');
  const stateChoice = choice('Since the baseline',
    [['', 'all'], ...data.states.slice(0, 4).map(label => [label, label])], '', '');
  const aboutChoice = {label: 'About', element: select([['', 'everything']], ''), clear: () => about('')};
  const about = subject => {
    aboutChoice.element.replaceChildren(make('option', {value: ''}, 'everything'),
      ...(subject ? [make('option', {value: subject}, subject)] : []));
    aboutChoice.element.value = subject;
  };
  const findings = new List(document.getElementById('findings-table'), {
    rows: data.findings,
    noun: 'finding',
    label: 'Findings',
    choices: [severityChoice, statusChoice, ruleChoice, ...(compared ? [stateChoice] : []), aboutChoice],
    columns: [
      {name: ''},
      {name: 'Severity', by: f => (counts(f) ? 100 : 0) - number(f[2]) * 10 + FOUND.severity(f), downFirst: true, kind: 'fit'},
      {name: 'Rule', by: FOUND.rule, kind: 'fit'},
      {name: 'What', by: FOUND.message, kind: 'said'},
      {name: 'About', by: FOUND.subject, kind: 'named'},
      {name: 'Where', by: f => FOUND.path(f) || FOUND.place(f), kind: 'named'},
    ],
    identity: at => identities[at],
    named: f => FOUND.rule(f) + ', ' + FOUND.subject(f),
    words: f => [FOUND.rule(f), FOUND.title(f), severityOf(f), FOUND.status(f), FOUND.subject(f), FOUND.message(f),
      FOUND.path(f), FOUND.place(f), FOUND.state(f), FOUND.fp(f), ...(FOUND.layer(f) ? [FOUND.layer(f)[0], text(FOUND.layer(f)[1])] : [])],
    takes: f => {
      const status = statusChoice.element.value;
      return FOUND.severity(f) >= Number(severityChoice.element.value)
        && (!status || (status === 'counting' ? counts(f) : status === 'stops' ? FOUND.stops(f) : FOUND.status(f) === status))
        && (!ruleChoice.element.value || FOUND.rule(f) === ruleChoice.element.value)
        && (!stateChoice.element.value || FOUND.state(f) === stateChoice.element.value)
        && (!aboutChoice.element.value || FOUND.subject(f) === aboutChoice.element.value);
    },
    cells: f => [
      FOUND.status(f) === 'fail' ? badge(severityOf(f))
        : [badge(FOUND.status(f).replace(/-/g, ' '), 'info'), ' ', severityOf(f)],
      FOUND.rule(f),
      [FOUND.message(f), ...(FOUND.state(f) && FOUND.state(f) !== 'unchanged' ? [' ', badge(FOUND.state(f), 'medium')] : [])],
      FOUND.subject(f),
      FOUND.path(f) || FOUND.place(f),
    ],
    details: (f, at) => {
      const layer = FOUND.layer(f);
      return facts([
        ['Rule', FOUND.rule(f) + (FOUND.title(f) && FOUND.title(f) !== FOUND.rule(f) ? ': ' + FOUND.title(f) : '')],
        ['Found', FOUND.message(f)],
        ['About', FOUND.kind(f) + ' ' + FOUND.subject(f)],
        ['Status', FOUND.status(f).replace(/-/g, ' ') + (FOUND.stops(f) ? ', stops the run' : '')],
        ['Why', FOUND.why(f)],
        ['Since the baseline', FOUND.state(f)],
        ['Path', FOUND.path(f) && code(FOUND.path(f))],
        ['Said in', FOUND.place(f)],
        ['Layer', layer && make('span', {}, text(layer[1]), ' ', code(layer[0]))],
        ['Fingerprint', code(FOUND.fp(f) + '…')],
        ['Record', 'line ' + FOUND.line(f) + ' of findings.jsonl'],
        ['Link', make('a', {href: '#' + identities[at]}, '#' + identities[at])],
      ]);
    },
  });
  findings.sortBy(1, false);

  const listFindings = settings => {
    findings.query.value = '';
    findings.choices.forEach(one => one.clear());
    statusChoice.element.value = settings.status === undefined ? 'counting' : settings.status;
    ruleChoice.element.value = settings.rule || '';
    stateChoice.element.value = settings.state || '';
    about(settings.about || '');
    findings.filter();
    const section = document.getElementById('findings');
    section.open = true;
    section.scrollIntoView();
    findings.query.focus({preventScroll: true});
  };
  document.querySelectorAll('button.js').forEach(button => {
    button.hidden = false;
    button.addEventListener('click', () => listFindings({
      rule: button.dataset.rule, state: button.dataset.state, status: button.dataset.rule ? '' : 'counting',
    }));
  });

  // ---- images

  // The colours of shared layers, as the pictures that are written out have them.
  const reach = new Map();
  data.images.forEach(image => {
    const stack = image[15] || [];
    const own = new Set();
    for (let i = 0; i < stack.length; i += 3) {
      own.add(data.layers[stack[i]][0]);
    }
    own.forEach(diffId => reach.set(diffId, (reach.get(diffId) || 0) + 1));
  });
  const colours = new Map([...reach].filter(([, count]) => count > 1)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([diffId], at) => [diffId, 'k' + at % 12]));
  const stackOf = image => {
    const cells = image[15] || [];
    const layers = [];
    for (let i = 0; i < cells.length; i += 3) {
      const layer = data.layers[cells[i]];
      layers.push({at: i / 3, diffId: layer[0], command: text(layer[1]), shipped: cells[i + 1], hidden: cells[i + 2],
        colour: colours.get(layer[0]) || 'own', reach: reach.get(layer[0])});
    }
    return layers;
  };

  const strata = layers => {
    const all = layers.reduce((sum, layer) => sum + layer.shipped, 0);
    const picture = draw('svg', {width: 90, height: 260, viewBox: '0 0 90 260', role: 'img',
      'aria-label': 'Layers drawn to scale, the lowest at the bottom'});
    let bottom = 255;
    layers.filter(layer => layer.shipped > 0).forEach(layer => {
      const high = layer.shipped / all * 250;
      bottom -= high;
      const tip = 'layer ' + layer.at + ', ' + size(layer.shipped);
      picture.append(draw('rect', {x: 5, y: bottom, width: 80, height: high, class: 'band ' + layer.colour},
        draw('title', {}, tip)));
      if (high > 14) {
        picture.append(draw('text', {x: 45, y: bottom + high / 2 + 4, 'text-anchor': 'middle', 'font-size': 11}, String(layer.at)));
      }
    });
    return picture;
  };

  // A squarified treemap: rows of cells whose sides differ as little as possible.
  const treemap = (cells, width, height) => {
    const total = cells.reduce((sum, cell) => sum + cell.bytes, 0);
    const left = cells.map(cell => ({...cell, area: cell.bytes / total * width * height})).sort((a, b) => b.area - a.area || a.at - b.at);
    const placed = [];
    let [x, y, w, h] = [0, 0, width, height];
    const worst = (row, side) => {
      const sum = row.reduce((all, cell) => all + cell.area, 0);
      return Math.max(...row.map(cell => Math.max(side * side * cell.area / (sum * sum), sum * sum / (side * side * cell.area))));
    };
    while (left.length) {
      const side = Math.min(w, h);
      const row = [left.shift()];
      while (left.length && worst([...row, left[0]], side) <= worst(row, side)) {
        row.push(left.shift());
      }
      const thick = side > 0 ? row.reduce((all, cell) => all + cell.area, 0) / side : 0;
      let along = 0;
      row.forEach(cell => {
        const length = thick > 0 ? cell.area / thick : 0;
        placed.push(w >= h
          ? {...cell, x: x, y: y + along, w: thick, h: length}
          : {...cell, x: x + along, y: y, w: length, h: thick});
        along += length;
      });
      if (w >= h) {
        x += thick;
        w -= thick;
      } else {
        y += thick;
        h -= thick;
      }
    }
    return placed;
  };
  const bytesPicture = layers => {
    const cells = layers.flatMap(layer => [
      {at: layer.at, bytes: Math.max(0, layer.shipped - layer.hidden), class: 'band ' + layer.colour, word: 'live'},
      {at: layer.at, bytes: layer.hidden, class: 'gone', word: 'hidden'},
    ]).filter(cell => cell.bytes > 0);
    const picture = draw('svg', {width: 340, height: 260, viewBox: '0 0 340 260', role: 'img',
      'aria-label': 'Bytes by layer, live and hidden; the table has the figures'},
      draw('defs', {}, draw('pattern', {id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)'},
        draw('rect', {width: 6, height: 6, class: 'hatch-ground'}), draw('line', {x1: 0, y1: 0, x2: 0, y2: 6, class: 'hatch-line'}))));
    if (cells.length) {
      treemap(cells, 340, 260).forEach(cell => {
        picture.append(draw('rect', {x: cell.x, y: cell.y, width: cell.w, height: cell.h, class: cell.class},
          draw('title', {}, 'layer ' + cell.at + ' ' + cell.word + ', ' + size(cell.bytes))));
        if (cell.w > 44 && cell.h > 16 && cell.word === 'live') {
          picture.append(draw('text', {x: cell.x + 5, y: cell.y + 13, 'font-size': 11}, cell.at + ': ' + size(cell.bytes)));
        }
      });
    }
    return picture;
  };

  const tally = (cells, from) => {
    const shown = [];
    for (let i = 0; i < 5; i++) {
      if (cells[from + i]) {
        shown.push(badge(grouped(cells[from + i]) + ' ' + data.severities[4 - i], data.severities[4 - i]), ' ');
      }
    }
    return shown.length ? shown : [make('span', {class: 'dim'}, 'none')];
  };
  const weight = image => [9, 10, 11, 12, 13].reduce((sum, at) => sum * 10000 + Math.min(9999, number(image[at])), 0);
  const host = id => document.getElementById(id);
  if (data.images.length) {
    const images = new List(host('images-table'), {
      rows: data.images,
      total: Number(host('images-table').dataset.total),
      noun: 'image',
      label: 'Images',
      columns: [
        {name: ''},
        {name: 'Image', by: image => image[0] || '', kind: 'named'},
        {name: 'Platform', by: image => text(image[1]), kind: 'fit'},
        {name: 'Findings', by: weight, downFirst: true},
        {name: 'Layers', by: image => (image[15] || []).length, downFirst: true, kind: 'num'},
        {name: 'Live', by: image => number(image[3]), downFirst: true, kind: 'num'},
        {name: 'Hidden', by: image => number(image[5]), downFirst: true, kind: 'num'},
      ],
      named: image => image[0] || '',
      words: image => [image[0] || '', text(image[1]), text(image[8]), image[2] ? 'verified' : 'not verified'],
      cells: image => [
        image[2] ? image[0] || '' : [image[0] || '', ' ', badge('not verified', 'bad')],
        text(image[1]), tally(image, 9), grouped((image[15] || []).length / 3), size(number(image[3])), size(number(image[5])),
      ],
      details: image => {
        const layers = stackOf(image);
        return make('div', {},
          facts([
            ['Read from', text(image[8])],
            ['User', text(image[7]) || 'root (none is set)'],
            ['Paths', grouped(number(image[6]))],
            ['Bytes', size(number(image[3])) + ' live, ' + size(number(image[5])) + ' hidden of ' + size(number(image[4])) + ' shipped'],
          ]),
          make('p', {}, make('button', {type: 'button', onclick: () => listFindings({about: image[0] || ''})}, 'List its findings')),
          make('div', {class: 'pair'},
            make('figure', {}, strata(layers), make('figcaption', {}, 'Strata to scale')),
            make('figure', {}, bytesPicture(layers), make('figcaption', {}, 'Bytes by layer; hatched is shipped and hidden by later layers')),
            make('div', {class: 'wide'}, make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Layers of ' + (image[0] || '')},
              make('table', {}, make('thead', {}, make('tr', {},
                ...['Layer', 'Ships', 'Hidden', 'Images', 'Command'].map((name, at) => make('th', {scope: 'col', class: at && at < 4 ? 'num' : ''}, name)))),
              make('tbody', {}, ...layers.map(layer => make('tr', {},
                make('td', {}, String(layer.at)), make('td', {class: 'num'}, size(layer.shipped)), make('td', {class: 'num'}, size(layer.hidden)),
                make('td', {class: 'num'}, grouped(layer.reach)), make('td', {class: 'wrap'}, layer.command, ' ', make('span', {class: 'dim'}, code(layer.diffId)))))))))));
      },
    });
    images.sortBy(3, false);
  } else {
    host('images-table').append(make('p', {}, 'No image was analysed.'));
  }

  // ---- containers

  if (data.containers.length) {
    const containers = new List(host('containers-table'), {
      rows: data.containers,
      total: Number(host('containers-table').dataset.total),
      noun: 'container',
      label: 'Containers',
      columns: [
        {name: ''},
        {name: 'Grade', by: container => number(container[2]), downFirst: true, kind: 'fit'},
        {name: 'Container', by: container => container[0] || '', kind: 'named'},
        {name: 'Image', by: container => text(container[1])},
        {name: 'Said in', by: container => text(container[5])},
      ],
      named: container => container[0] || '',
      words: container => [container[0] || '', text(container[1]), text(container[3]), text(container[5]),
        ...(container[6] || []).filter((cell, at) => at % 2 === 0).map(cell => text(data.lines[cell][3]))],
      cells: container => [
        badge(number(container[2]) + ' ' + text(container[3]), 'g' + number(container[2])),
        container[0] || '', text(container[1]), text(container[5]),
      ],
      details: container => {
        const rows = [];
        const cells = container[6] || [];
        for (let i = 0; i < cells.length; i += 2) {
          const line = data.lines[cells[i]];
          rows.push(make('tr', {},
            make('th', {scope: 'row'}, line[0] || ''), make('td', {}, badge(String(number(line[4])), 'g' + number(line[4])), line[5] ? '' : ' ?'),
            make('td', {class: 'wrap'}, text(line[1])), make('td', {class: 'wrap'}, text(line[3])), make('td', {class: 'wrap'}, text(line[2])),
            make('td', {class: 'wrap'}, text(cells[i + 1])), make('td', {class: 'wrap'}, text(line[6]))));
        }
        return make('div', {},
          make('p', {class: 'wrap'}, text(container[4])),
          make('p', {}, make('button', {type: 'button', onclick: () => listFindings({about: container[0] || ''})}, 'List its findings')),
          (container[7] || []).length
            ? make('p', {}, make('b', {}, 'To reach 1: '), container[7].map(text).join('; ')) : '',
          make('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Dividing line of ' + (container[0] || '')},
            make('table', {}, make('caption', {}, 'The dividing line; a question mark stands where the host decides'),
              make('thead', {}, make('tr', {}, ...['Border', 'Grade', 'The image’s', 'Opened', 'The host’s', 'Said in', 'Rules']
                .map(name => make('th', {scope: 'col'}, name)))),
              make('tbody', {}, ...rows))));
      },
    });
    containers.sortBy(1, false);
  }

  // ---- links, folding, paper

  const goto = () => {
    let wanted = '';
    try {
      wanted = decodeURIComponent(location.hash.slice(1));
    } catch {
      return;
    }
    if (byIdentity.has(wanted)) {
      document.getElementById('findings').open = true;
      findings.reveal(byIdentity.get(wanted));
      return;
    }
    for (let place = document.getElementById(wanted); place; place = place.parentElement) {
      if (place.localName === 'details') {
        place.open = true;
      }
    }
  };
  addEventListener('hashchange', goto);
  document.querySelectorAll('a[href^="#f-"]').forEach(link =>
    link.addEventListener('click', event => {
      if (link.getAttribute('href') === location.hash) {
        event.preventDefault();
        goto();
      }
    }));
  goto();

  let folded = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('details.section:not([open])')];
    folded.forEach(section => { section.open = true; });
    findings.show(0, PRINTED);
  });
  addEventListener('afterprint', () => {
    folded.forEach(section => { section.open = false; });
    findings.show();
  });
  document.documentElement.dataset.ready = 'true';
  // Before the first letter is typed.
  (window.requestIdleCallback || setTimeout)(() => data.findings.length && findings.hay(0));
})();
