/** Done to what people read in place of the record. */
import { at, rewritten, withLink } from './a-record.ts';
import { by, link, of, other, type Tampering } from './tamper.ts';

export const ARTEFACTS: readonly Tampering[] = [
  [
    'an artefact is edited in the step that renders it',
    'artefacts',
    link(by('artefacts-recorded'), () => ({ artefacts: other })),
  ],
  [
    'the artefacts are not there',
    'artefacts',
    link(by('artefacts-recorded'), () => ({ artefacts: null })),
  ],
  ['artefacts are there before anything ended', 'artefacts', link(2, () => ({ artefacts: other }))],
  [
    'an artefact is edited, and its folder is named in the record',
    'artefacts',
    (record) => {
      const index = at(record, 'artefacts-recorded');
      const change = of('artefacts-recorded', (event) => ({ ...event, tree: other }));
      const edited = withLink(record, index, () => ({ artefacts: other }));
      return { record: rewritten(edited, change), at: index };
    },
  ],
];
