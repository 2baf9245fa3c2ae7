using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>What is wrong with a row.</summary>
/// <param name="Field">The column, when it is one.</param>
internal sealed record RowProblem(TransferField? Field, string Message);

/// <summary>The cells of a row as values, by the same rules as the forms. An empty cell is null and says nothing.</summary>
internal sealed record RowValues
{
    public const string DateForm = "yyyy-MM-dd HH:mm";

    private static readonly string[] Moments = ["yyyy-MM-dd HH:mm", "yyyy-MM-dd H:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "d.M.yyyy H:mm", "d.M.yyyy H:mm:ss"];
    private static readonly string[] Days = ["yyyy-MM-dd", "d.M.yyyy"];
    private static readonly SaveCustomerValidator PersonRules = new();
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public long? Number { get; private init; }
    public string? Name { get; private init; }
    public string? Company { get; private init; }
    public string? TaxNumber { get; private init; }

    /// <summary>Two letters.</summary>
    public string? Country { get; private init; }

    public string? Region { get; private init; }
    public string? Email { get; private init; }

    /// <summary>E.164.</summary>
    public string? Phone { get; private init; }

    public string? Address { get; private init; }
    public string? Notes { get; private init; }
    public string? UserName { get; init; }

    /// <summary>In the clear while the file is read, encrypted from then on.</summary>
    public string? Password { get; private init; }

    public string? Profile { get; private init; }
    public string? Router { get; private init; }
    public SubscriptionStatus? Status { get; private init; }
    public DateTimeOffset? StartsAt { get; private init; }
    public DateTimeOffset? ExpiresAt { get; private init; }
    public string? MacAddress { get; private init; }
    public IPAddress? FixedAddress { get; private init; }
    public bool Archived { get; private init; }

    /// <summary>The first thing that is wrong with it; null when it is right as far as it goes by itself.</summary>
    public RowProblem? Problem { get; private init; }

    /// <summary>Anything but the person is said.</summary>
    public bool HasService => (UserName ?? Profile ?? Router ?? MacAddress ?? (object?)FixedAddress ?? ExpiresAt ?? StartsAt) is not null;

    /// <param name="isPasswordPlain">False when the cell was encrypted already.</param>
    public static RowValues Of(IReadOnlyList<string?> cells, TenantInfo tenant, TimeZoneInfo zone, bool isPasswordPlain)
    {
        RowProblem? problem = null;
        string? Text(TransferField field) => cells[(int)field] is { Length: > 0 } text ? text : null;
        void Complain(TransferField? field, string message) => problem ??= new RowProblem(field, message);
        T? Parsed<T>(TransferField field, Func<string, T?> read, string rule)
        {
            if (Text(field) is not { } text) return default;
            var value = read(text);
            if (value is null) Complain(field, rule);
            return value;
        }

        var phone = Parsed(TransferField.Phone, t => Kernel.Phone.TryNormalise(t, tenant.Country, out var e164) ? e164 : null,
            Kernel.Phone.Rule(tenant.Country));
        var person = new SaveCustomer(Text(TransferField.Name) ?? "-", Text(TransferField.Email), null, Text(TransferField.Address), Text(TransferField.Notes))
        {
            Company = Text(TransferField.Company),
            TaxNumber = Text(TransferField.TaxNumber),
            Country = Text(TransferField.Country)?.ToUpperInvariant(),
            Region = Text(TransferField.Region),
        };
        if (PersonRules.Validate(person) is { IsValid: false } verdict)
            Complain(Enum.TryParse<TransferField>(verdict.Errors[0].PropertyName, out var field) ? field : null, verdict.Errors[0].ErrorMessage);
        var userName = Parsed(TransferField.UserName, t => Credentials.IsUserName(t) ? Credentials.Normalise(t) : null, Credentials.UserNameRule);
        var password = Text(TransferField.Password) is { } given && given != Credentials.NotKnown ? given : null;
        if (isPasswordPlain && password is not null && !Credentials.IsPassword(password)) Complain(TransferField.Password, Credentials.PasswordRule);

        return new RowValues
        {
            Number = Parsed(TransferField.CustomerNumber, NumberOf, "A customer number such as C-000123 or 123. Leave the column out when the numbers are those of another system."),
            Name = Text(TransferField.Name),
            Company = person.Company,
            TaxNumber = person.TaxNumber,
            Country = person.Country,
            Region = person.Region,
            Email = person.Email,
            Phone = phone,
            Address = person.Address,
            Notes = person.Notes,
            UserName = userName,
            Password = password,
            Profile = Text(TransferField.Profile),
            Router = Text(TransferField.Router),
            Status = Parsed(TransferField.Status, StatusOf, $"One of {string.Join(", ", Enum.GetNames<SubscriptionStatus>())}, or empty."),
            StartsAt = Parsed(TransferField.StartsAt, t => InstantOf(t, zone, TimeSpan.Zero), DateRule),
            ExpiresAt = Parsed(TransferField.ExpiresAt, t => InstantOf(t, zone, new TimeSpan(23, 59, 0)), DateRule),
            MacAddress = Parsed(TransferField.MacAddress, Kernel.MacAddress.NormaliseOrNull, ServiceFields.MacRule),
            FixedAddress = Parsed(TransferField.FixedAddress, ServiceFields.Address, ServiceFields.AddressRule),
            Archived = Parsed(TransferField.Archived, YesOrNo, "yes, no or empty.") ?? false,
            Problem = problem,
        };
    }

    private const string DateRule = "A date and time such as 2026-11-20 14:30, between 2000 and 2100.";

    public static string Text(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).ToString(DateForm, CultureInfo.InvariantCulture);

    public static string Pack(IReadOnlyList<string?> cells) => JsonSerializer.Serialize(cells, Json);

    public static string?[] Unpack(string packed) => JsonSerializer.Deserialize<string?[]>(packed)!;

    /// <summary>What the person's form would hold afterwards: a cell that says nothing leaves what is there.</summary>
    public SaveCustomer Onto(Customer customer) => new(Name ?? customer.Name, Email ?? customer.Email, Phone ?? customer.Phone, Address ?? customer.Address, Notes ?? customer.Notes)
    {
        Company = Company ?? customer.Company,
        TaxNumber = TaxNumber ?? customer.TaxNumber,
        Country = Country ?? customer.Country,
        Region = Region ?? customer.Region,
    };

    /// <summary>For a new customer.</summary>
    public SaveCustomer Person => new(Name ?? "", Email, Phone, Address, Notes) { Company = Company, TaxNumber = TaxNumber, Country = Country, Region = Region };

    private static long? NumberOf(string text)
    {
        var digits = text.StartsWith("C-", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        return digits.Length <= 9 && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 9_999_999 ? number : null;
    }

    private static SubscriptionStatus? StatusOf(string text) => text.ToLowerInvariant() switch
    {
        "on" or "enabled" or "online" => SubscriptionStatus.Active,
        "off" or "disabled" or "blocked" or "inactive" => SubscriptionStatus.Suspended,
        _ => !int.TryParse(text, out _) && Enum.TryParse<SubscriptionStatus>(text, ignoreCase: true, out var status) ? status : null,
    };

    private static bool? YesOrNo(string text) => text.ToLowerInvariant() switch
    {
        "yes" or "true" or "1" => true,
        "no" or "false" or "0" => false,
        _ => null,
    };

    /// <param name="timeOfDay">For a day alone.</param>
    private static DateTimeOffset? InstantOf(string text, TimeZoneInfo zone, TimeSpan timeOfDay)
    {
        DateTimeOffset? instant =
            DateTime.TryParseExact(text, Moments, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? CalendarSpan.ToInstant(moment, zone)
            : DateTime.TryParseExact(text, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? CalendarSpan.ToInstant(day + timeOfDay, zone)
            : text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var zoned) ? zoned.ToUniversalTime()
            : null;
        return instant is { Year: >= 2000 and <= 2100 } ? instant : null;
    }
}
