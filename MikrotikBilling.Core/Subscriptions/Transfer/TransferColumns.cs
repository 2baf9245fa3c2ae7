using System.Collections.Frozen;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>What a column of a file can hold; export and import know the same ones, in this order.</summary>
public enum TransferField
{
    CustomerNumber, Name, Company, TaxNumber, Email, Phone, Address, Notes,
    UserName, Password, Profile, Router, Status, StartsAt, ExpiresAt, MacAddress, FixedAddress, Archived, Country, Region,
}

/// <param name="Header">As it stands in a file that we write.</param>
/// <param name="Label">For people.</param>
public sealed record TransferColumn(TransferField Field, string Header, Phrase Label);

/// <summary>The columns of a file: one row is one service with its customer, or a customer without one.</summary>
public static class TransferColumns
{
    public const int Count = 20;

    public static IReadOnlyList<TransferColumn> All { get; } =
    [
        new(TransferField.CustomerNumber, "customer_number", "Customer number"),
        new(TransferField.Name, "name", "Name"),
        new(TransferField.Company, "company", "Company"),
        new(TransferField.TaxNumber, "tax_number", "Tax number"),
        new(TransferField.Email, "email", "Email"),
        new(TransferField.Phone, "phone", "Phone"),
        new(TransferField.Address, "address", "Address"),
        new(TransferField.Notes, "notes", "Notes"),
        new(TransferField.UserName, "user_name", "User name"),
        new(TransferField.Password, "password", "Password"),
        new(TransferField.Profile, "profile", "Profile"),
        new(TransferField.Router, "router", "Router"),
        new(TransferField.Status, "status", "State"),
        new(TransferField.StartsAt, "starts_at", "Starts"),
        new(TransferField.ExpiresAt, "expires_at", "Ends"),
        new(TransferField.MacAddress, "mac_address", "MAC address"),
        new(TransferField.FixedAddress, "fixed_address", "Fixed address"),
        new(TransferField.Archived, "archived", "Archived"),
        new(TransferField.Country, "country", "Country"),
        new(TransferField.Region, "region", "Region"),
    ];

    /// <summary>How other systems call them; letters and digits only.</summary>
    private static readonly FrozenDictionary<string, TransferField> Names = new Dictionary<string, TransferField>
    {
        ["customernumber customerno customerid number accountnumber accountno clientid clientnumber"] = TransferField.CustomerNumber,
        ["name fullname customername customer clientname client subscribername subscriber realname displayname"] = TransferField.Name,
        ["company companyname organisation organization business businessname"] = TransferField.Company,
        ["taxnumber taxid taxno vat vatnumber vatid pin kra krapin tin gstin"] = TransferField.TaxNumber,
        ["email emailaddress mail"] = TransferField.Email,
        ["phone phonenumber mobile mobilenumber mobileno msisdn telephone tel cell cellphone contact contactnumber whatsapp"] = TransferField.Phone,
        ["address location street postaladdress physicaladdress installationaddress"] = TransferField.Address,
        ["notes note comment comments remark remarks description"] = TransferField.Notes,
        ["username user login pppoeusername pppoeuser pppoelogin hotspotusername accountname account"] = TransferField.UserName,
        ["password pass secret pppoepassword"] = TransferField.Password,
        ["profile plan package packagename planname tariff offer bandwidth namebp"] = TransferField.Profile,
        ["router routername routers nas nasname mikrotik device"] = TransferField.Router,
        ["status state servicestatus accountstatus"] = TransferField.Status,
        ["startsat start starts startdate startson activationdate activatedat rechargedon createdat"] = TransferField.StartsAt,
        ["expiresat expires expiry expiration expirydate expirationdate enddate ends endsat validuntil duedate"] = TransferField.ExpiresAt,
        ["macaddress mac callerid hardwareaddress"] = TransferField.MacAddress,
        ["fixedaddress ipaddress ip staticip fixedip remoteaddress pppoeip framedipaddress"] = TransferField.FixedAddress,
        ["archived deleted"] = TransferField.Archived,
        ["country countrycode"] = TransferField.Country,
        ["region county province stateprovince district"] = TransferField.Region,
    }.SelectMany(p => p.Key.Split(' ').Select(name => KeyValuePair.Create(name, p.Value))).ToFrozenDictionary(StringComparer.Ordinal);

    public static TransferColumn Of(TransferField field) => All[(int)field];

    /// <summary>What the columns of a file are likely to be; each field once, the first column wins.</summary>
    public static IReadOnlyList<TransferField?> Guess(IReadOnlyList<string> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var seen = new HashSet<TransferField>();
        return [.. headers.Select(header => Names.TryGetValue(Plain(header), out var field) && seen.Add(field) ? field : (TransferField?)null)];
    }

    private static string Plain(string header) => new([.. header.ToLowerInvariant().Where(char.IsLetterOrDigit)]);
}
