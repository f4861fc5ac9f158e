import { useAction, useControl } from '../../bridge/host-context.tsx';
import { useAbilities } from '../../bridge/use-abilities.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { readBase64, saveFile } from '../../ui/FileButton.tsx';
import { Row } from '../../ui/Stack.tsx';

/** Saves a printable page as a web page and, where the window's owner can print to it, as a PDF. */
export function SavePage({
  name,
  page,
  words,
  isMain = false,
}: {
  /** File name without its ending. */
  readonly name: string;
  /** The self-contained page, made when it is asked for. */
  readonly page: () => Promise<string>;
  readonly words: { readonly html: string; readonly pdf: string };
  /** Whether this is what a person is most likely here for. */
  readonly isMain?: boolean;
}) {
  const control = useControl();
  const { pdf } = useAbilities();
  const saveHtml = useAction(async () =>
    saveFile(`${name}.html`, await readBase64(new Blob([await page()])), 'text/html'),
  );
  const savePdf = useAction(async () => {
    const { file } = await control('print-pdf', { html: await page() });
    saveFile(`${name}.pdf`, file, 'application/pdf');
  });
  const error = saveHtml.error ?? savePdf.error;
  return (
    <>
      <Row>
        <Button
          {...(isMain && { look: 'main' as const })}
          isDisabled={saveHtml.isRunning}
          onPress={() => void saveHtml.run()}
        >
          {words.html}
        </Button>
        {pdf && (
          <Button isDisabled={savePdf.isRunning} onPress={() => void savePdf.run()}>
            {words.pdf}
          </Button>
        )}
      </Row>
      {error !== undefined && <ErrorNotice error={error} />}
    </>
  );
}
