import type { ReactNode } from 'react';

/** Fields that Enter or a button of type `submit` sends. The page is never left for it. */
export function Form({
  className,
  onSubmit,
  children,
}: {
  readonly className: string | undefined;
  readonly onSubmit: () => unknown;
  readonly children: ReactNode;
}) {
  return (
    <form
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}
