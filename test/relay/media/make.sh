#!/bin/sh
# Draws the eight clips the relay serves, one per size the node can ask for, and two stills.
# They are drawn, not recorded, so nobody has a claim on them; they are kept in git because a test
# run must not need ffmpeg. Run it in this folder; the bytes differ a little between versions.
set -e

# 854x480 is what endpoints call 480p; the width is even, which is all yuv420p needs.
for size in 854x480 1280x720 1792x1024 1920x1080 480x854 720x1280 1024x1792 1080x1920; do
	# The white block crosses the picture, so that a still and a film can be told apart by eye.
	# +bitexact keeps the encoder's version and the date out; +faststart puts the index first, so
	# that bytes may follow the film (padding) or go missing (cuts) without hiding what it is.
	ffmpeg -hide_banner -loglevel error -y \
		-f lavfi -i "smptehdbars=size=$size:rate=12:duration=1.5" \
		-f lavfi -i "color=white:size=64x64:rate=12:duration=1.5" \
		-f lavfi -i "sine=frequency=440:sample_rate=44100:duration=1.5" \
		-filter_complex "[0][1]overlay=x='(W-w)*t/1.5':y='(H-h)/2'[v]" -map "[v]" -map 2:a \
		-c:v libx264 -preset veryslow -crf 34 -pix_fmt yuv420p -threads 1 -g 18 \
		-c:a aac -b:a 32k -ac 1 -shortest \
		-fflags +bitexact -flags:v +bitexact -flags:a +bitexact -map_metadata -1 \
		-movflags +faststart "$size.mp4"
done

# One frame for `variant=thumbnail`, six in a row for `variant=spritesheet`.
ffmpeg -hide_banner -loglevel error -y -i 1280x720.mp4 -frames:v 1 -vf scale=320:-2 \
	-c:v libwebp -quality 40 -map_metadata -1 -fflags +bitexact thumbnail.webp
ffmpeg -hide_banner -loglevel error -y -i 1280x720.mp4 -frames:v 1 -vf "fps=4,scale=160:-2,tile=6x1" \
	-c:v libwebp -quality 40 -map_metadata -1 -fflags +bitexact spritesheet.webp
