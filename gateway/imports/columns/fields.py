"""The fields that a column of a file may hold, with the titles by which they are recognised.

Titles are of six languages, and of the exports of other systems. They are compared without case,
accents and signs.
"""

from enum import StrEnum

from calendar_store.entry.search_terms import plain
from calendar_store.model.imports import ImportKind


class ImportField(StrEnum):
    """A field of a client or a visit; NONE: the column is left out."""

    NONE = ""
    FIRST = "first"
    LAST = "last"
    NAME = "name"
    LAST_FIRST = "last_first"
    MOBILE = "mobile"
    PHONE = "phone"
    PHONE_KIND = "phone_kind"
    EMAIL = "email"
    LANGUAGE = "language"
    PREFERS = "prefers"
    CONSENT = "consent"
    CONSENT_SMS = "consent_sms"
    CONSENT_EMAIL = "consent_email"
    CONSENT_FOLLOW_UP = "consent_follow_up"
    CONSENT_RECALL = "consent_recall"
    SINCE = "since"
    START = "start"
    DAY = "day"
    TIME = "time"
    END = "end"
    END_TIME = "end_time"
    MINUTES = "minutes"
    PRACTITIONER = "practitioner"
    SERVICE = "service"
    STATUS = "status"
    CANCELLED = "cancelled"
    MISSED = "missed"


_F = ImportField
OF_PERSON = (_F.FIRST, _F.LAST, _F.NAME, _F.LAST_FIRST, _F.MOBILE, _F.PHONE, _F.EMAIL)
FIELDS: dict[ImportKind, tuple[ImportField, ...]] = {
    ImportKind.CLIENTS: (
        *OF_PERSON,
        *(
            _F.LANGUAGE,
            _F.PREFERS,
            _F.CONSENT,
            _F.CONSENT_SMS,
            _F.CONSENT_EMAIL,
            _F.CONSENT_FOLLOW_UP,
            _F.CONSENT_RECALL,
            _F.SINCE,
            _F.PHONE_KIND,
        ),
    ),
    ImportKind.VISITS: (
        *(_F.START, _F.DAY, _F.TIME, _F.END, _F.END_TIME, _F.MINUTES),
        *(_F.PRACTITIONER, _F.SERVICE, _F.STATUS, _F.CANCELLED, _F.MISSED),
        *OF_PERSON,
    ),
}
"""The fields of each kind of file, in the order in which they are offered."""

SEVERAL = frozenset({_F.MOBILE, _F.PHONE, _F.PHONE_KIND, _F.EMAIL})
"""Fields that several columns may hold: the first usable value counts."""

OF_CONSENT = (
    *(_F.CONSENT, _F.CONSENT_SMS, _F.CONSENT_EMAIL),
    *(_F.CONSENT_FOLLOW_UP, _F.CONSENT_RECALL),
)
"""Fields of consent: to messages at all, by a channel, and to messages after visits."""

OF_DAYS = frozenset(
    {_F.START, _F.DAY, _F.TIME, _F.END, _F.END_TIME, _F.SINCE, *OF_CONSENT},
)
"""Fields that may name a day."""

_TITLES: dict[ImportField, str] = {
    _F.FIRST: """
        first name, firstname, given name, fname, first, client first name, patient first name,
        forename, christian name, preferred first name, customer first name, nome,
        nome di battesimo,
        nome cliente, nome paziente, prenom, prenom du patient, vorname, rufname, nombre,
        nombre de pila, nombres, primeiro nome, nome proprio,
        invitee first name, prenoms, nome proprio do paciente, vorname patient, vorname kunde,
        legal first name, nombre del paciente, nombre del cliente
        """,
    _F.LAST: """
        last name, lastname, family name, lname, last, surname, client last name, second name,
        patient last name, customer last name, cognome, cognome cliente, cognome paziente,
        nom de famille, nom, nom d usage, nom du patient, nachname, familienname, zuname,
        apellido, apellidos, primer apellido, sobrenome, apelido, ultimo nome,
        invitee last name, nachname patient, nachname kunde, apellidos del paciente,
        legal last name, apellido 1, apellidos del cliente
        """,
    _F.NAME: """
        name, full name, fullname, client, client name, patient, patient name, customer,
        customer name, display name, contact, contact name, nominativo, nome e cognome,
        nome completo, paziente, cliente, nom complet, prenom et nom, patient e,
        vollstandiger name, kunde, kundenname, patientenname, nombre completo,
        nombre y apellidos, paciente,
        invitee name, invitee, attendee, attendee name
        """,
    _F.LAST_FIRST: """
        last name first name, last name and first name, last first, surname first name,
        surname and name, cognome e nome, cognome nome, cognome nome paziente, nom et prenom,
        nom prenom, nachname vorname, name vorname, apellidos y nombre, apellidos nombre,
        sobrenome e nome, apelido e nome
        """,
    _F.MOBILE: """
        mobile, mobile phone, mobile number, mobile no, mobile tel, mobilephone, cell, cell phone,
        cellphone, cell number, phone cell, phone mobile, sms, sms number, text number,
        mobile phone number, client mobile, patient mobile, cellulare, telefono cellulare,
        numero di cellulare, numero cellulare, cell cliente, telefonino, portable,
        telephone portable, tel portable, mobile du patient, numero de portable, gsm, handy,
        handynummer, mobiltelefon, mobilnummer, mobil, mobiltel, telefon mobil, natel, movil,
        telefono movil, numero de movil, celular, telefono celular, telemovel, telemóvel,
        numero de telemovel, whatsapp, phone 1 value,
        mobiltelefon 2, tel mobile, telephone mobile, mobile 2, text reminder number,
        sms reminder number, telefone celular, telefono movil 2, cellulare 2, mobile phone 2,
        cellular phone, primary mobile,
        wireless phone, wirelessphone, numero di telefono cellulare, tel cellulare, cellulare 1,
        celular pessoal, numero de celular, telefone movel, mobilfunk, mobilfunknummer, mobilnr,
        handy nr, tel mobil
        """,
    _F.PHONE: """
        phone, telephone, tel, phone number, telephone number, phone no, home phone, phone home,
        work phone, business phone, phone biz, other phone, phone contact, home tel, work tel,
        main phone, primary phone, primary phone number, secondary phone, second phone,
        phone 2 value, phone 3 value, phone 4 value, car phone, home phone 2, business phone 2,
        contact number, telefono, numero di telefono, numero telefono, telefono 1, telefono 2,
        telefono fisso, telefono casa, numero, recapito telefonico, telephone fixe, tel fixe,
        tel 1, tel 2, numero de telephone, telefon, telefonnummer, rufnummer, festnetz,
        telefon privat, telefon geschaftlich, telefono fijo, numero de telefono, telefone,
        numero de telefone, telefone fixo, phones, phone numbers,
        haupttelefon, weiteres telefon, telefon geschaftlich 2, telefon privat 2,
        telefon firma, autotelefon, telephone bureau, telephone 2 bureau, telephone domicile,
        telephone 2 domicile, telephone principal, autre telephone, telefono uff,
        telefono 2 uff, telefono ab, telefono 2 ab, telefono ufficio, telefono abitazione,
        altro telefono, telefono principale, telefono del trabajo, telefono particular,
        telefono principal, otro telefono, telefone comercial, telefone residencial,
        telefone principal, outro telefone, evening phone, day phone, daytime phone,
        telefone da residencia, 2o telefone da residencia, telefone da empresa,
        2o telefone da empresa, telefone do carro, telefone residencial 2, telefone comercial 2,
        fone, fone de casa, fone de trabalho, fone comercial, fone residencial, tel professionnel,
        tel personnel, tel bureau, tel domicile, telephone professionnel, telephone personnel,
        telephone autre, telephone voiture, telefono trabajo, telefono de casa,
        telefono lavoro, telefono di lavoro, telefono di casa, telefono auto, hmphone, wkphone
        """,
    _F.PHONE_KIND: """
        phone 1 type, phone 2 type, phone 3 type, phone 4 type, phone 1 label, phone 2 label,
        phone 3 label, phone 4 label
        """,
    _F.EMAIL: """
        email, e mail, mail, email address, e mail address, emailaddress, mail address, emails,
        client email, patient email, customer email, e mail 1 value, email 1 value,
        e mail 2 address, e mail 3 address, e mail 2 value, primary email, contact email,
        indirizzo email, indirizzo e mail, posta elettronica, email cliente, courriel,
        adresse email, adresse e mail, adresse mail, e mail adresse, mailadresse, correo,
        correo electronico, direccion de correo, endereco de email, correio eletronico,
        invitee email, attendee email, secondary email, e mail 2 adresse, e mail 3 adresse,
        adresse de messagerie, adresse de messagerie 2, adresse de messagerie 3,
        indirizzo posta elettronica, indirizzo posta elettronica 2,
        indirizzo di posta elettronica, direccion de correo electronico, endereco de e mail,
        email 1,
        indirizzo posta elettronica 3, email principale, email primaria, email secondaria,
        adresse electronique, adresse electronique principale, adresse electronique secondaire,
        direccion de correo electronico principal, direccion de correo electronico secundaria,
        direccion de correo electronico 2, direccion del correo electronico 3,
        endereco de correio electronico, endereco do correio electronico 2,
        endereco do correio electronico 3, endereco de email 2, endereco de email 3,
        e mail primario, e mail secundario, alternate email 1, alternate email 2
        """,
    _F.LANGUAGE: """
        language, lang, locale, preferred language, spoken language, lingua, lingua preferita,
        langue, langue preferee, langue parlee, sprache, bevorzugte sprache, idioma,
        idioma preferido, lengua, lingua falada
        """,
    _F.PREFERS: """
        prefers, preferred channel, contact preference, preferred contact method, reminder type,
        preferred contact, reminder preference, preferenza di contatto, canale preferito,
        canal prefere, bevorzugter kanal, canal preferido, canal de preferencia
        """,
    _F.CONSENT: """
        consent, agrees, agreed, reminder consent, consent to messages, consent to reminders,
        reminders, consenso, consenso messaggi, consenso promemoria, promemoria, consentement,
        rappels, einwilligung, zustimmung, erinnerungen, consentimiento, recordatorios,
        consentimento, lembretes
        """,
    _F.CONSENT_SMS: """
        sms consent, consent to sms, consent sms, sms ok, sms allowed, allow sms, hipaa allowsms,
        sms opt in, text consent, text reminders, sms reminders, text message reminders,
        send text reminders, receives sms, consenso sms, consenso agli sms, promemoria sms,
        consentement sms, accord sms, rappel sms, rappels sms, sms einwilligung,
        einwilligung sms, sms erinnerung, sms erinnerungen, consentimiento sms, acepta sms,
        recordatorios sms, consentimento sms, aceita sms, lembretes sms
        """,
    _F.CONSENT_EMAIL: """
        email consent, consent to email, consent email, email ok, email allowed, allow email,
        hipaa allowemail, email opt in, email reminders, receives email, consenso email,
        consenso alle email, consentement email, rappels email, email einwilligung,
        einwilligung email, consentimiento email, recordatorios email, consentimento email,
        lembretes email
        """,
    _F.CONSENT_FOLLOW_UP: """
        follow up consent, consent to follow ups, consent follow up, agrees to follow ups,
        follow up messages, no show messages, no show consent, agrees to no show messages,
        missed visit messages, consenso dopo assenza, consenso appuntamento mancato,
        messaggi dopo assenza, messaggi appuntamento mancato, consentement rendez vous manque,
        messages rendez vous manque, relance apres absence, einwilligung versaumter termin,
        nachricht nach versaumtem termin, einwilligung terminausfall,
        consentimiento cita perdida, mensajes cita perdida, consentimento falta,
        mensagens apos falta
        """,
    _F.CONSENT_RECALL: """
        recall consent, consent to recalls, consent recall, agrees to recalls, recall, recalls,
        recall messages, recall reminders, recall opt in, consenso richiami, consenso richiamo,
        consenso ai richiami, richiami, richiamo, consentement rappel annuel,
        consentement relances, relances, accord relance, recall einwilligung,
        einwilligung recall, einwilligung wiedervorstellung, consentimiento revisiones,
        aviso de revision, consentimiento proxima cita, consentimento revisoes,
        aviso de revisao, consentimento proxima marcacao
        """,
    _F.SINCE: """
        consent date, date of consent, consent since, consented at, consent given on, agreed on,
        data consenso, data del consenso, consenso dal, date de consentement,
        date du consentement, datum der einwilligung, einwilligung am, einwilligung vom,
        fecha de consentimiento, fecha del consentimiento, data de consentimento,
        data do consentimento
        """,
    _F.START: """
        start, starts, start at, starts at, start date time, start datetime, start time and date,
        begin, appointment, appointment time, appointment date time, date and time, date time,
        datetime, scheduled at, scheduled for, inizio, data e ora, data ora, debut, date et heure,
        beginn, termin, terminbeginn, datum und uhrzeit, inicio, fecha y hora, cita,
        data e hora, appointment start, appointment start time,
        event start date time, start date and time, scheduled date and time, appt date time,
        horario, terminzeit,
        appointment start date time, appointment start date and time, comienzo
        """,
    _F.DAY: """
        date, day, start date, appointment date, visit date, date of appointment, event date,
        pc eventdate, data, giorno, data appuntamento, data visita, jour, date du rendez vous,
        date rdv, datum, tag, termindatum, fecha, dia, fecha de la cita, data da consulta,
        appt date, scheduled date, data da marcacao, dia da consulta, besuchsdatum,
        beginnt am, fecha de comienzo, fecha de inicio, data inizio, data di inizio,
        data de inicio, date de debut, date debut, startdatum
        """,
    _F.TIME: """
        time, start time, hour, from, appointment time of day, pc starttime, ora, ora inizio,
        orario, dalle, heure, heure de debut, heure debut, uhrzeit, zeit, startzeit, von, hora,
        hora de inicio, hora inicio, desde, das,
        appt time, appointment start, hora da consulta, scheduled time,
        beginnt um, ora di inizio, hora de comienzo
        """,
    _F.END: """
        end, ends, end at, ends at, end date time, end datetime, fine, fin, ende, terminende,
        termino, appointment end, appointment end time,
        end date and time, event end date time, appointment end date time,
        appointment end date and time, end date, endet am, enddatum, data fine, data di fine,
        date de fin, fecha de fin, fecha de finalizacion, finalizacion, data de fim, fim
        """,
    _F.END_TIME: """
        end time, to, until, pc endtime, ora fine, alle, heure de fin, heure fin, endzeit, bis,
        hora de fin, hora fin, hasta, hora final, ate,
        endet um, ora di fine, hora de finalizacion, hora de fim, hora de termino
        """,
    _F.MINUTES: """
        minutes, duration, duration minutes, duration min, length, mins, durata, durata minuti,
        durata min, minuti, duree, duree minutes, duree min, dauer, dauer min, minuten, duracion,
        duracion minutos, minutos, duracao, duracao minutos,
        service duration, treatment duration, appointment duration, booking duration
        """,
    _F.PRACTITIONER: """
        practitioner, practitioner name, provider, provider name, staff, staff member, therapist,
        clinician, doctor, calendar, employee, team member, with, resource, operatore,
        professionista, medico, dottore, terapista, praticien, soignant, medecin, agenda,
        behandler, arzt, therapeut, mitarbeiter, kalender, profesional, doctor a, terapeuta,
        profissional, medico a,
        user name, team member name, provider id name, assigned to, staff name, host,
        hosted by, esteticista, operatrice,
        staff member name, stylist, seen by
        """,
    _F.SERVICE: """
        service, service name, appointment type, type, treatment, category, event type, reason,
        servizio, prestazione, trattamento, tipo, tipo appuntamento, tipo visita, motif,
        motif de consultation, prestation, leistung, behandlung, terminart, servicio,
        tratamiento, tipo de cita, servico, tratamento, tipo de consulta,
        event type name, treatment name, class name, appointment kind, session type,
        service type, services, appointment reason, visit reason, procedure name
        """,
    _F.STATUS: """
        status, state, appointment status, attendance, stato, statut, etat, zustand, estado,
        situacao, booking status, visit status
        """,
    _F.CANCELLED: """
        cancelled, canceled, cancelled at, canceled at, is cancelled, cancellation date,
        cancellation time, late cancelled, annullato, disdetto, annule, abgesagt, storniert,
        cancelado, anulado
        """,
    _F.MISSED: """
        did not arrive, no show, noshow, missed, is no show, marked as no show, non presentato,
        non venu, nicht erschienen, no asistio, faltou
        """,
}


SUBJECTS = frozenset({"subject", "betreff", "objet", "asunto", "assunto", "oggetto"})
"""Titles of what a calendar calls its entries: of a visit it is the client's name, mostly."""

PLACES = frozenset(
    {
        *("ufficio", "ufficio 2", "abitazione", "abitazione 2", "casa", "lavoro", "particular"),
        *("trabajo", "home", "home 2", "work", "work 2", "other", "privat", "geschaftlich"),
        *("dienstlich", "bureau", "domicile", "residencial", "comercial"),
    }
)
"""Titles that name where a telephone is, and may mean something else: the values tell."""


def bare(title: str) -> str:
    """Return a title as titles are compared: words of plain letters and digits."""
    words = "".join(one if one.isalnum() else " " for one in plain(title))
    return " ".join(words.split())


def _titles() -> dict[str, ImportField]:
    found: dict[str, ImportField] = {}
    for field, written in _TITLES.items():
        for title in written.split(","):
            found.setdefault(bare(title), field)
    return found


TITLES = _titles()
"""The field of each known title, as `bare` writes it."""
