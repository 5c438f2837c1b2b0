pragma Singleton
import QtQuick

// The phrase of a key in the customer's language; follows when the language changes. Slots: Say.of("x", {n: 3}).
QtObject {
    function of(key, values) {
        let phrase = ui.words[key]
        if (phrase === undefined)
            return "??" + key
        for (const name in (values || {}))
            phrase = phrase.split("{" + name + "}").join(values[name])
        return phrase
    }
}
