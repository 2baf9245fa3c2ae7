using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace MikrotikBilling.Web.Shell.Components;

/// <summary>What all fields share: name and id, label, help, the message of the last try.</summary>
public abstract class FieldBase : ComponentBase
{
    /// <summary>Form name, such as <c>Input.Name</c>; the id is the same with underscores.</summary>
    [Parameter, EditorRequired] public string Name { get; set; } = "";

    [Parameter, EditorRequired] public string Label { get; set; } = "";

    [Parameter] public string? Help { get; set; }

    /// <summary>Needed when the same form stands twice on a page.</summary>
    [Parameter] public string? Id { get; set; }

    [Parameter] public bool Required { get; set; }

    [Parameter] public bool Disabled { get; set; }

    /// <summary>A message given by hand; otherwise it comes from <see cref="Errors"/>.</summary>
    [Parameter] public string? Error { get; set; }

    [Parameter] public FormErrors? Errors { get; set; }

    /// <summary>Set once around a form: <c>&lt;CascadingValue Value="Errors" IsFixed="true"&gt;</c>.</summary>
    [CascadingParameter] public FormErrors? FormErrors { get; set; }

    /// <summary>Anything else goes onto the control itself: hx-get, data-…, inputmode.</summary>
    [Parameter(CaptureUnmatchedValues = true)] public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    protected string FieldId => Id ?? IdOf(Name);

    protected string? Message => Error ?? (Errors ?? FormErrors)?[Name];

    protected string? Invalid => Message is null ? null : "true";

    protected string? DescribedBy
    {
        get
        {
            var parts = new List<string>(2);
            if (Help is not null)
            {
                parts.Add(FieldId + "-help");
            }

            if (Message is not null)
            {
                parts.Add(FieldId + "-error");
            }

            return parts.Count == 0 ? null : string.Join(' ', parts);
        }
    }

    /// <summary>What was typed when the field was refused, else the value.</summary>
    protected string? Shown(string? value) => (Errors ?? FormErrors)?.Attempted(Name) ?? value;

    /// <summary>The text when a control of this type can hold it: the browser drops anything else, and complains.</summary>
    internal static string? Holdable(string type, string? text)
    {
        string[]? forms = type switch
        {
            "date" => ["yyyy-MM-dd"],
            "datetime-local" => ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"],
            "time" => ["HH:mm", "HH:mm:ss"],
            _ => null,
        };
        if (type == "number") return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? text : null;
        return forms is null || DateTime.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text : null;
    }

    internal static string IdOf(string name) =>
        string.Create(name.Length, name, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterOrDigit(source[i]) || source[i] == '-' ? source[i] : '_';
            }
        });
}
