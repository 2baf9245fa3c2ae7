using Microsoft.AspNetCore.Mvc.ModelBinding;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Web.Shell;

/// <summary>Messages of one submitted form by field name (<c>Input.Name</c>), with what was typed, so a form can be shown again.</summary>
public sealed class FormErrors
{
    private readonly Dictionary<string, string> _messages = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string?> _attempts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _general = [];

    public static FormErrors None { get; } = new();

    /// <summary>Messages that belong to the form as a whole.</summary>
    public IReadOnlyList<string> General => _general;

    public IReadOnlyDictionary<string, string> Fields => _messages;

    public bool Any => _messages.Count > 0 || _general.Count > 0;

    public string? this[string name] => _messages.GetValueOrDefault(name);

    public static FormErrors From(ModelStateDictionary modelState)
    {
        ArgumentNullException.ThrowIfNull(modelState);
        var errors = new FormErrors();
        foreach (var (name, entry) in modelState)
        {
            foreach (var error in entry.Errors)
            {
                // A binder failure carries an exception and no text for people.
                errors.Add(name, string.IsNullOrEmpty(error.ErrorMessage) ? T("This value cannot be read.") : error.ErrorMessage);
            }

            if (entry.Errors.Count > 0)
            {
                errors._attempts[name] = entry.AttemptedValue;
            }
        }

        return errors;
    }

    /// <summary>One refusal for the whole form.</summary>
    public static FormErrors Refused(string message)
    {
        var errors = new FormErrors();
        errors.Add("", message);
        return errors;
    }

    /// <summary>One message at one field.</summary>
    public static FormErrors At(string name, string message)
    {
        var errors = new FormErrors();
        errors.Add(name, message);
        return errors;
    }

    /// <summary>What the person typed into a field that was refused; null when the field was fine.</summary>
    public string? Attempted(string name) => _attempts.GetValueOrDefault(name);

    private void Add(string name, string message)
    {
        if (name.Length == 0)
        {
            _general.Add(message);
        }
        else
        {
            _messages.TryAdd(name, message);
        }
    }
}

public static class RefusalExtensions
{
    /// <summary>At its field when it names one, else for the form as a whole.</summary>
    public static void AddRefusal(this ModelStateDictionary modelState, Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(modelState);
        ArgumentNullException.ThrowIfNull(refusal);
        modelState.AddModelError(refusal.Field is { } field ? $"Input.{field}" : "", refusal.Message);
    }
}
