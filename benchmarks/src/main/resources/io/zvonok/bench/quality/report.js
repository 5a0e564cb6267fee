const button = document.getElementById("language");
const show = (language) => {
  document.documentElement.lang = language;
  button.textContent = language === "ru" ? "English" : "Русский";
};
button.onclick = () => show(document.documentElement.lang === "ru" ? "en" : "ru");
show(navigator.language.startsWith("ru") ? "ru" : "en");
