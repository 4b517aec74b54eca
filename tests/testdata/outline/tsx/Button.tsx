/**
 * Buttons of the application.
 * @module
 */
import React, { useState, type FC } from 'react';
import * as styles from './button.css';
export type { Theme } from './theme';

/** What a button needs. */
export interface ButtonProps {
  /** Shown inside. */
  label: string;
  onClick?: (event: React.MouseEvent) => void;
}

/** A button. */
export const Button: FC<ButtonProps> = ({ label, onClick }) => {
  const [pressed, setPressed] = useState(false);
  const press = () => setPressed(true);
  return <button className={styles.button} onClick={onClick}>{label}</button>;
};

export const SIZES = ['small', 'large'] as const;

// Draws an icon.
// Not exported.
function Icon({ name }: { name: string }) {
  return <i className={name} />;
}

export default class Panel extends React.Component<{}, State> {
  static defaults = { open: true };
  #secret = 1;
  private toggle = () => this.setState({});
  render() {
    return <Icon name="x" />;
  }
}
