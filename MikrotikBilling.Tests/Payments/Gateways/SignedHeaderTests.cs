using System.Text;
using MikrotikBilling.Core.Payments.Gateways;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Signatures, against values that other programs made.</summary>
public sealed class SignedHeaderTests
{
    private static readonly DateTimeOffset Signed = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("whsec_isp_fixture_0001", """{"a":1}""", "f9a00143b33d1f461de32997100265929a652f9a26ae3eabc93f6ca8a461992e")]
    [InlineData("whsec_isp_fixture_0001", """{"id":"evt_1","object":"event"}""", "68b66ae4a84dd3bf66baac9ba8e22c3d03526a364612239e7d05dbefcaaab16e")]
    [InlineData("generic-fixture-secret-0001",
        """{"transaction_id":"TEST001","customer_username":"customer1","amount":50.00,"currency":"KES","status":"success","payment_method":"MPESA"}""",
        "1c2aa85adc3db4d201d027a7766e808ba895929ea15b553c16eef6a0ca93c6ad")]
    public void Write_KnownExample_AgreesWithOtherPrograms(string secret, string body, string v1) =>
        SignedHeader.Write(Encoding.UTF8.GetBytes(body), secret, Signed).ShouldBe($"t=1795168800,v1={v1}");

    [Theory]
    [InlineData(-300, SignatureCheck.Right)]
    [InlineData(300, SignatureCheck.Right)]
    [InlineData(-301, SignatureCheck.TooOld)]
    [InlineData(301, SignatureCheck.TooOld)]
    public void Check_AtTheEdgesOfTheWindow_IsTheSameBeforeAndAfter(int seconds, SignatureCheck expected) =>
        SignedHeader.Check(SignedHeader.Write("{}"u8, "secret", Signed), "{}"u8, "secret", Signed.AddSeconds(seconds)).ShouldBe(expected);

    [Fact]
    public void Check_OneOfSeveralRight_IsRight()
    {
        var right = SignedHeader.Write("{}"u8, "new", Signed).Split(',')[1];
        SignedHeader.Check($"t=1795168800,v0=beef,v1=00,{right}", "{}"u8, "new", Signed).ShouldBe(SignatureCheck.Right);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v1=00")]
    [InlineData("t=1795168800")]
    [InlineData("t=1795168800,t=1795168800,v1=00")]
    [InlineData("t=+1795168800,v1=00")]
    [InlineData("t=99999999999999999999,v1=00")]
    public void Check_NoSignature_IsWrong(string? header) => SignedHeader.Check(header, "{}"u8, "secret", Signed).ShouldBe(SignatureCheck.Wrong);
}
