'use strict';
const { chromium, selectors } = require('playwright-core');
const { FLAGS } = require('./chromium');
const { client } = require('../e2e/support');

selectors.setTestIdAttribute('data-test-id');

const SLOW = 60_000;

/** n8n's editor as a person uses it. Each instance is a separate browser, signed in as the owner. */
class Editor {
	/** @param {{ theme?: 'light' | 'dark', width?: number, height?: number, scale?: number }} [look] */
	static async open({ theme = 'light', width = 1440, height = 900, scale = 1 } = {}) {
		const browser = await chromium.launch({
			executablePath: process.env.CHROMIUM_PATH,
			args: FLAGS,
		});
		const context = await browser.newContext({
			viewport: { width, height },
			colorScheme: theme,
			deviceScaleFactor: scale,
			reducedMotion: 'reduce',
		});
		const [name, value] = client.cookie.split(/=(.*)/s);
		await context.addCookies([{ name, value, url: client.url }]);
		await context.addInitScript((wanted) => localStorage.setItem('N8N_THEME', wanted), theme);
		const page = await context.newPage();
		page.setDefaultTimeout(SLOW);
		return new Editor(browser, page);
	}

	/** @param {import('playwright-core').Browser} browser @param {import('playwright-core').Page} page */
	constructor(browser, page) {
		this.browser = browser;
		this.page = page;
	}

	async close() {
		await this.browser.close();
	}

	/** @param {string} id */
	get(id) {
		return this.page.getByTestId(id);
	}

	/** Opens a saved workflow, or a new one. @param {string} [id] */
	async openWorkflow(id = 'new') {
		await this.page.goto(`${client.url}/workflow/${id}`, { timeout: 2 * SLOW });
		await this.get('node-creator-plus-button').waitFor();
	}

	/** Opens a workflow with nothing but a manual trigger. */
	async openFirstWorkflow() {
		const trigger = {
			id: 't',
			name: 'Start',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		};
		const workflow = { name: 'My first video', nodes: [trigger], connections: {} };
		await this.openWorkflow((await client.putWorkflow(workflow)).id);
	}

	/** The names the nodes panel shows for a search. @param {string} words */
	async search(words) {
		const bar = this.get('node-creator-search-bar');
		if (!(await bar.isVisible())) await this.get('node-creator-plus-button').click();
		await bar.fill(words);
		// The panel filters after a pause in the typing.
		await this.page.waitForTimeout(1000);
		return await this.get('node-creator-item-name').allInnerTexts();
	}

	/** Chooses an entry of the nodes panel by its whole name. @param {string} name */
	async choose(name) {
		await this.get('node-creator-item-name').getByText(name, { exact: true }).first().click();
	}

	/** Opens a node of the canvas. @param {string} name */
	async openNode(name) {
		await this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
		await this.get('node-parameters').waitFor();
	}

	async closeNode() {
		await this.get('ndv-close-button').click();
		await this.get('ndv').waitFor({ state: 'detached' });
	}

	/** A field of the open node. @param {string} name the parameter's */
	field(name) {
		return this.get(`parameter-input-${name}`).first();
	}

	/** The labels of the open node's fields, from top to bottom. */
	async labels() {
		const texts = await this.get('node-parameters').getByTestId('input-label').allInnerTexts();
		return texts.map((text) => text.split('\n')[0].trim()).filter(Boolean);
	}

	/** The entries of a field's list, with the line below each. @param {string} name */
	async listOf(name) {
		await this.field(name).locator('input').first().click();
		const entries = this.page.getByTestId('parameter-input-item').locator('visible=true');
		await entries.first().waitFor();
		const texts = await entries.allInnerTexts();
		await this.page.keyboard.press('Escape');
		// It fades away, and its entries would count as those of the next list.
		await entries.first().waitFor({ state: 'hidden' });
		return texts;
	}

	/** Chooses an entry of a field's list. @param {string} name @param {string} entry */
	async pick(name, entry) {
		await this.field(name).locator('input').first().click();
		const entries = this.page.getByTestId('parameter-input-item').locator('visible=true');
		await entries.getByText(entry, { exact: true }).first().click();
		// The panel is redrawn and drops the values of hidden fields.
		await this.page.waitForTimeout(1000);
	}

	/** Leaves the node and waits until the workflow is stored. @param {string} id the workflow's */
	async saved(id) {
		await this.closeNode();
		const stored = this.page.waitForResponse(
			(answer) => answer.url().includes(`/workflows/${id}`) && answer.request().method() !== 'GET',
		);
		await this.page.keyboard.press('Control+s');
		await stored;
	}

	/** Presses Execute step in the open node and waits for its end. */
	async executeStep() {
		await this.get('node-execute-button').click();
		await this.page
			.locator('[data-test-id="output-panel"] [data-test-id^="node-run-status"]')
			.first()
			.waitFor({ timeout: 2 * SLOW });
	}

	/** Presses Execute workflow on the canvas and waits for its end. */
	async executeWorkflow() {
		const button = this.page.getByTestId('execute-workflow-button');
		await button.click();
		await this.page
			.getByText(/Workflow executed|Error in|Problem in|successfully/)
			.first()
			.waitFor({ state: 'attached' });
		await this.page.getByTestId('stop-execution-button').waitFor({ state: 'detached' });
	}

	/** Labels and choices of the open node that do not fit into their place. */
	async cutTexts() {
		return await this.page.evaluate(() => {
			const panel = document.querySelector('[data-test-id="node-parameters"]');
			return [...panel.querySelectorAll('label, [data-test-id="input-label"] span, button')]
				.filter(
					(element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0,
				)
				.filter((element) => getComputedStyle(element).display !== 'inline')
				.map((element) => element.textContent.trim());
		});
	}

	/**
	 * How our icon's shapes stand out against what lies behind the icon, as WCAG counts it (3 is enough for pictures):
	 * at least one shape of each picture has to be seen.
	 */
	async iconContrasts() {
		return await this.page.evaluate(measureIcons);
	}

	/** Opens the dialog for a new credential from the open node. */
	async openNewCredential() {
		await this.get('node-credentials-select').locator('input').first().click();
		await this.page.locator('[data-test-id^="node-credentials-select-item-new"]').last().click();
		await this.get('editCredential-modal').waitFor();
		return new CredentialDialog(this);
	}

	/** The counts beside the canvas' connections. */
	async edgeLabels() {
		const texts = await this.get('edge-label').allInnerTexts();
		return texts.map((text) => text.trim()).filter(Boolean);
	}

	/** What the red mark of a canvas node says. @param {string} name */
	async issuesOf(name) {
		const node = this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
		await node.getByTestId('node-issues').first().hover();
		const issue = this.page.getByText(/^\s*[-•]?\s*(Parameter|Credentials)/).first();
		await issue.waitFor();
		return await issue.innerText();
	}

	/** One of the output panel's views. @param {'schema' | 'table' | 'json' | 'binary'} mode */
	async show(mode) {
		await this.get('output-panel').getByTestId(`radio-button-${mode}`).click();
	}

	/** Waits until the output panel shows a text. @param {string} text */
	async waitForOutput(text) {
		await this.get('output-panel').getByText(text).first().waitFor();
	}

	async output() {
		return await this.get('output-panel').innerText();
	}

	/** Plays the first video of the output panel and says how it goes. */
	async playVideo() {
		await this.show('binary');
		await this.get('ndv-view-binary-data').first().click();
		await this.page.locator('video').waitFor();
		return await this.page.evaluate(async () => {
			const video = document.querySelector('video');
			video.muted = true;
			for (let left = 100; left > 0 && video.currentTime === 0; left -= 1) {
				await video.play().catch(() => {});
				await new Promise((resolve) => setTimeout(resolve, 100));
			}
			const { currentTime, duration, videoWidth, videoHeight, error } = video;
			return { currentTime, duration, videoWidth, videoHeight, error: error?.message };
		});
	}

	/** The items of one of the outputs, in the output panel. @param {'Success' | 'Error'} name */
	async showBranch(name) {
		await this.get('output-panel')
			.getByText(new RegExp(`^${name}( Branch)?( \\(|$)`))
			.first()
			.click();
	}

	/** Shows the whole workflow, without what lies on top of it. */
	async cleanCanvas() {
		await this.get('zoom-to-fit').click();
		await this.page.addStyleTag({
			content: `[data-test-id="canvas-controls"], [data-test-id="logs-panel"], .el-notification,
				[data-test-id="node-creator-plus-button"], [data-test-id="canvas-minimap"],
				[data-test-id="command-bar-button"], [data-test-id="add-sticky-button"],
				[data-test-id="toggle-focus-panel-button"] { visibility: hidden !important; }`,
		});
		await this.page.waitForTimeout(1000);
	}

	/** @param {string} path */
	async pictureOfCanvas(path) {
		await this.cleanCanvas();
		await this.page.addStyleTag({
			content: `[data-test-id^="execute-workflow-button"], [data-test-id="workflow-chat-button"],
				[class*="executionButtons"] { visibility: hidden !important; }`,
		});
		const { x, y, width, height } = await this.get('canvas-wrapper').boundingBox();
		// The switch between editor and executions lies half on the canvas.
		const clip = { x, y: y + 24, width, height: height - 24 };
		await this.picture(path, { clip });
	}

	/** Takes a picture as often as possible until it is stopped. @param {() => string} nextPath */
	film(nextPath) {
		let isRunning = true;
		const loop = (async () => {
			while (isRunning) {
				await this.page.screenshot({ path: nextPath(), scale: 'css' });
				await this.page.waitForTimeout(120);
			}
		})();
		return async () => {
			isRunning = false;
			await loop;
		};
	}

	/** @param {string} path */
	async picture(path, options = {}) {
		await this.page.screenshot({ path, animations: 'disabled', ...options });
	}
}

/** The dialog of a credential. */
class CredentialDialog {
	/** @param {Editor} editor */
	constructor(editor) {
		this.editor = editor;
		this.dialog = editor.get('editCredential-modal');
	}

	/** @param {string} name @param {string} value */
	async fill(name, value) {
		await this.dialog.getByTestId(`parameter-input-${name}`).locator('input').first().fill(value);
	}

	/**
	 * Saves, which tests it. The dialog closes if the test passes, and otherwise stays with a message.
	 * @returns {Promise<string>} the dialog's message; empty once it is closed
	 */
	async save() {
		const tested = this.editor.page.waitForResponse(({ url }) => /credentials\/test/.test(url()));
		await this.dialog.getByTestId('credential-save-button').click();
		await tested.catch(() => {});
		// The dialog is redrawn, or fades, after the answer.
		await this.editor.page.waitForTimeout(1500);
		if (!(await this.dialog.isVisible())) return '';
		// The sentence of a failed test is behind a button.
		const details = this.dialog.getByText('More details');
		if (await details.isVisible()) await details.click();
		await this.editor.page.waitForTimeout(500);
		return await this.dialog.innerText();
	}

	async labels() {
		const texts = await this.dialog.locator('label').allInnerTexts();
		return texts.map((text) => text.split('\n')[0].replace('*', '').trim());
	}
}

/** Runs in the page: contrast of the best visible shape of each of our icons against its background. */
async function measureIcons() {
	const toChannels = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
	const luminance = ([r, g, b]) => {
		const [R, G, B] = [r, g, b].map((value) => {
			const share = value / 255;
			return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * R + 0.7152 * G + 0.0722 * B;
	};
	const behind = (element) => {
		for (let at = element; at; at = at.parentElement) {
			const channels = toChannels(getComputedStyle(at).backgroundColor);
			if (channels.length === 3 || channels[3] === 1) return channels;
		}
		return [255, 255, 255];
	};
	const icons = [...document.querySelectorAll('img')].filter(({ src }) =>
		/n8n-nodes-sora2/.test(src),
	);
	return await Promise.all(
		icons.map(async (icon) => {
			const text = await (await fetch(icon.src)).text();
			const shapes = [...text.matchAll(/(?:fill|stroke)="#([0-9a-f]{6})"/gi)].map(([, hex]) =>
				[0, 2, 4].map((start) => parseInt(hex.slice(start, start + 2), 16)),
			);
			const background = luminance(behind(icon));
			const ratios = shapes.map((shape) => {
				const [low, high] = [background, luminance(shape)].sort((a, b) => a - b);
				return (high + 0.05) / (low + 0.05);
			});
			return { element: icon.src.split('/').pop(), contrast: Math.max(...ratios) };
		}),
	);
}

module.exports = { Editor };
