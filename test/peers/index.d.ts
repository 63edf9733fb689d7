declare namespace peers {
	interface Peer {
		origin: string;
		close(): Promise<void>;
	}
	interface Aimock extends Peer {
		fixtures(fixtures: object[]): Promise<unknown>;
		chaos(rates: Record<string, number>): Promise<unknown>;
		calm(): Promise<unknown>;
		journal(): Promise<Array<{ method: string; path: string; response?: { status?: number } }>>;
		reset(): Promise<void>;
	}
	interface Portkey extends Peer {
		seen: Array<{ method: string; path: string; status?: number }>;
	}
}
declare const peers: {
	installed: boolean;
	startAimock(): Promise<peers.Aimock>;
	startPortkey(target: string): Promise<peers.Portkey>;
};
export = peers;
